//! The catalogue: every parameter with its unit, range, default and source.
//!
//! One home for defaults: the engine, the inspector, the validation and the documents all read
//! these tables.

mod data;
mod decision;
mod families;
mod laws;
mod learning;
mod links;
mod nodes;
mod people;
mod sources;
mod spec;
mod stations;
mod traffic;
mod trial;
mod watch;

use super::{NodeKind, ParamValue, Params, When};

pub use families::{MODEL_FAMILIES, ModelFamily};
pub use links::LINK;
pub use sources::{Evidence, Source, source};

/// A kind of node as the palette and the inspector show it.
#[derive(Debug, Clone, Copy)]
pub struct NodeSpec {
    /// The kind described.
    pub kind: NodeKind,
    /// Name in the palette.
    pub label: &'static str,
    /// Heading in the palette.
    pub group: &'static str,
    /// One sentence: what it does.
    pub summary: &'static str,
    /// Its parameters, in the inspector's order.
    pub params: &'static [ParamGroup],
}

/// Parameters that belong together.
#[derive(Debug, Clone, Copy)]
pub struct ParamGroup {
    /// Heading in the inspector; empty for what a kind is mainly about.
    pub label: &'static str,
    /// The parameters, in order.
    pub specs: &'static [ParamSpec],
}

impl NodeSpec {
    /// All parameters, in order.
    pub fn all_params(&self) -> impl Iterator<Item = &'static ParamSpec> + Clone + use<> {
        self.params.iter().flat_map(|group| group.specs.iter())
    }

    /// The parameter with this key.
    #[must_use]
    pub fn param(&self, key: &str) -> Option<&'static ParamSpec> {
        self.all_params().find(|spec| spec.key == key)
    }

    /// Is this value allowed for the parameter of this key?
    ///
    /// # Errors
    /// Says that there is no such parameter, or what it allows.
    pub fn check_param(&self, key: &str, value: &ParamValue) -> Result<(), ValueError> {
        check_among(self.all_params(), key, value)
    }
}

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub struct ParamSpec {
    /// Key in documents; ends in its unit where it has one.
    pub key: &'static str,
    /// Name in the inspector.
    pub label: &'static str,
    /// Unit shown beside the value; empty for counts and shares without one.
    pub unit: &'static str,
    /// Type, range and default.
    pub domain: Domain,
    /// Where the default comes from.
    pub evidence: Evidence,
    /// Key into [`source`], such as `S-9`; empty for assumptions.
    pub source: &'static str,
    /// One sentence: what it is and why it matters.
    pub help: &'static str,
    /// Shown only while another parameter has one of these values; of a flag the value is called
    /// `on`, of a number above 0 `set`, of one above 1 `many` too.
    pub shown_if: Option<(&'static str, &'static [&'static str])>,
}

/// Type, range and default of a parameter.
#[derive(Debug, Clone, Copy)]
pub enum Domain {
    /// A real number in `min..=max`.
    Number {
        /// Smallest value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
        /// Default.
        default: f64,
    },
    /// A whole number in `min..=max`.
    Count {
        /// Smallest value allowed.
        min: u32,
        /// Largest value allowed.
        max: u32,
        /// Default.
        default: u32,
    },
    /// One of a few words; the first is the default.
    Choice(&'static [&'static str]),
    /// Yes or no.
    Flag {
        /// Default.
        default: bool,
    },
    /// Free text, such as the id of a feature.
    Text,
    /// Any number of numbers in `min..=max`; none by default.
    List {
        /// Smallest value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
        /// Most values allowed.
        longest: usize,
    },
    /// 24 whole numbers, one for each hour of the day.
    Hours {
        /// Largest value allowed.
        max: u32,
        /// Default of every hour.
        default: u32,
    },
}

/// Why a value is not allowed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ValueError {
    /// Not the type that the parameter has.
    #[error("{key} needs {needs}")]
    Type {
        /// Key of the parameter.
        key: String,
        /// What it needs.
        needs: String,
    },
    /// Outside the range.
    #[error("{key} = {value} is outside {min} to {max} {unit}")]
    Range {
        /// Key of the parameter.
        key: String,
        /// The value given.
        value: f64,
        /// Smallest allowed.
        min: f64,
        /// Largest allowed.
        max: f64,
        /// Its unit.
        unit: &'static str,
    },
    /// Too many values in a list.
    #[error("{key} has {count} values; {longest} are the most")]
    Length {
        /// Key of the parameter.
        key: String,
        /// Values given.
        count: usize,
        /// Most values allowed.
        longest: usize,
    },
    /// No such parameter.
    #[error("there is no parameter {key} here; it has: {known}")]
    Unknown {
        /// The key given.
        key: String,
        /// The keys that exist.
        known: String,
    },
}

impl ParamSpec {
    /// The default as a value.
    #[must_use]
    pub fn default_value(&self) -> ParamValue {
        match self.domain {
            Domain::Number { default, .. } => ParamValue::Number(default),
            Domain::Count { default, .. } => ParamValue::Number(f64::from(default)),
            Domain::Choice(words) => ParamValue::Text(words[0].to_owned()),
            Domain::Flag { default } => ParamValue::Flag(default),
            Domain::Text => ParamValue::Text(String::new()),
            Domain::List { .. } => ParamValue::List(Vec::new()),
            Domain::Hours { default, .. } => ParamValue::List(vec![f64::from(default); 24]),
        }
    }

    /// Is this value allowed?
    ///
    /// # Errors
    /// Says which parameter, which value and what is allowed.
    pub fn check(&self, value: &ParamValue) -> Result<(), ValueError> {
        let wrong_type = |needs: String| Err(ValueError::Type { key: self.key.to_owned(), needs });
        let within = |value: f64, min: f64, max: f64| {
            if value >= min && value <= max {
                Ok(())
            } else {
                let key = self.key.to_owned();
                Err(ValueError::Range { key, value, min, max, unit: self.unit })
            }
        };
        match (self.domain, value) {
            (Domain::Number { min, max, .. }, ParamValue::Number(x)) => within(*x, min, max),
            (Domain::Count { min, max, .. }, ParamValue::Number(x)) => {
                within(*x, f64::from(min), f64::from(max))?;
                if libm::floor(*x) == *x { Ok(()) } else { wrong_type("a whole number".into()) }
            }
            (Domain::Choice(words), ParamValue::Text(word)) if words.contains(&word.as_str()) => {
                Ok(())
            }
            (Domain::Flag { .. }, ParamValue::Flag(_)) | (Domain::Text, ParamValue::Text(_)) => {
                Ok(())
            }
            (Domain::List { min, max, longest }, ParamValue::List(values)) => {
                if values.len() > longest {
                    let (key, count) = (self.key.to_owned(), values.len());
                    return Err(ValueError::Length { key, count, longest });
                }
                values.iter().try_for_each(|&value| within(value, min, max))
            }
            (Domain::Hours { max, .. }, ParamValue::List(hours)) if hours.len() == 24 => {
                for &hour in hours {
                    within(hour, 0.0, f64::from(max))?;
                    if libm::floor(hour) != hour {
                        return wrong_type("24 whole numbers, one for each hour".into());
                    }
                }
                Ok(())
            }
            (Domain::Number { .. }, _) => wrong_type("a number".into()),
            (Domain::Count { .. }, _) => wrong_type("a whole number".into()),
            (Domain::Choice(words), _) => wrong_type(format!("one of {}", words.join(", "))),
            (Domain::Flag { .. }, _) => wrong_type("true or false".into()),
            (Domain::Text, _) => wrong_type("text".into()),
            (Domain::List { .. }, _) => wrong_type("a list of numbers".into()),
            (Domain::Hours { .. }, _) => wrong_type("24 whole numbers, one for each hour".into()),
        }
    }

    /// Is the parameter of use, given the others?
    #[must_use]
    pub fn is_shown(&self, params: &Params, all: &dyn Fn(&str) -> Option<ParamValue>) -> bool {
        let Some((key, words)) = self.shown_if else { return true };
        let value = params.get(key).cloned().or_else(|| all(key));
        match &value {
            Some(ParamValue::Text(word)) => words.contains(&word.as_str()),
            Some(ParamValue::Flag(true)) => words.contains(&"on"),
            Some(ParamValue::Number(number)) => {
                (*number > 0.0 && words.contains(&"set"))
                    || (*number > 1.0 && words.contains(&"many"))
            }
            _ => false,
        }
    }
}

/// The entry of a kind of node.
#[must_use]
pub fn node(kind: NodeKind) -> &'static NodeSpec {
    // `NodeKind::ALL` and the table stand in the same order; a test holds them together.
    &nodes::NODES[kind as usize]
}

/// The parameter of call links with this key.
#[must_use]
pub fn link_param(key: &str) -> Option<&'static ParamSpec> {
    LINK.iter().find(|spec| spec.key == key)
}

/// Is this value allowed for the link parameter of this key?
///
/// # Errors
/// Says that there is no such parameter, or what it allows.
pub fn check_link_param(key: &str, value: &ParamValue) -> Result<(), ValueError> {
    check_among(LINK.iter(), key, value)
}

pub(crate) fn check_among(
    specs: impl Iterator<Item = &'static ParamSpec> + Clone,
    key: &str,
    value: &ParamValue,
) -> Result<(), ValueError> {
    match specs.clone().find(|spec| spec.key == key) {
        Some(spec) => spec.check(value),
        None => {
            let known: Vec<_> = specs.map(|spec| spec.key).collect();
            Err(ValueError::Unknown { key: key.to_owned(), known: known.join(", ") })
        }
    }
}

/// Is a link parameter of use on links taken under this condition?
#[must_use]
pub fn link_param_applies(key: &str, when: When) -> bool {
    match key {
        "weight" => !matches!(when, When::Failure | When::Branch | When::Shadow),
        "order" | "trigger" | "stale_after_s" | "confidence_below" | "monitor" => {
            when == When::Failure
        }
        "copies" => when == When::Branch,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_at_its_own_place() {
        assert_eq!(NodeKind::ALL.len(), nodes::NODES.len());
        for kind in NodeKind::ALL {
            assert_eq!(node(kind).kind, kind);
        }
    }

    #[test]
    fn every_default_is_allowed_and_every_source_exists() {
        let all = NodeKind::ALL.iter().flat_map(|&kind| node(kind).all_params()).chain(LINK);
        for spec in all {
            assert_eq!(spec.check(&spec.default_value()), Ok(()), "{}", spec.key);
            assert!(!spec.help.is_empty() && !spec.label.is_empty(), "{}", spec.key);
            let assumed = spec.evidence == Evidence::Assumed;
            assert!(assumed || source(spec.source).is_some(), "{} {}", spec.key, spec.source);
        }
    }

    #[test]
    fn keys_are_unique_within_a_kind() {
        for kind in NodeKind::ALL {
            let mut keys: Vec<_> = node(kind).all_params().map(|spec| spec.key).collect();
            let before = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), before, "{kind:?}");
        }
    }

    #[test]
    fn what_a_batch_needs_shows_where_there_are_batches() {
        let model = node(NodeKind::Model);
        let shows = |key: &str, most: f64| {
            let params = [("max_batch".to_owned(), ParamValue::Number(most))].into();
            let spec = model.param(key).expect("a model batches");
            spec.is_shown(&params, &|key| model.param(key).map(ParamSpec::default_value))
        };
        for key in ["max_batch_delay_ms", "batch_ms_per_item", "batch_joinable"] {
            assert!(shows(key, 8.0) && !shows(key, 1.0), "{key}");
        }
    }

    #[test]
    fn values_out_of_range_or_type_say_so() {
        let servers = node(NodeKind::Service).param("servers").expect("a station has servers");
        assert!(servers.check(&ParamValue::Number(0.0)).is_err());
        assert!(servers.check(&ParamValue::Number(1.5)).is_err());
        assert!(servers.check(&ParamValue::Number(f64::NAN)).is_err());
        assert!(servers.check(&ParamValue::Text("two".into())).is_err());
        assert!(servers.check(&ParamValue::Number(2.0)).is_ok());
    }
}
