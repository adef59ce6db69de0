//! Reading and writing for other programs: what the page asks for now and then, and so does not carry.

use windtunnel_design::svg::{self, Look, Theme};
use windtunnel_design::{Document, exchange, file};

use super::protocol::{PictureLook, Product, Task};

/// Does a task.
pub(super) fn carry_out(task: &Task) -> Result<Product, String> {
    match task {
        Task::Import(text) => {
            let imported = exchange::import(text).map_err(|error| error.to_string())?;
            let warnings = imported.warnings.iter().map(ToString::to_string).collect();
            Ok(Product::Design { file: file::save(&imported.document), warnings })
        }
        Task::Mermaid(json) => Ok(Product::Text(exchange::mermaid::write(&read(json)?))),
        Task::Draw { document_json, look } => {
            let picture = svg::draw(&read(document_json)?, &looking(*look));
            let svg::Picture { svg, width, height } = picture;
            Ok(Product::Picture { svg, width, height })
        }
    }
}

fn read(json: &str) -> Result<Document, String> {
    file::read_body(json).map_err(|error| format!("The design could not be read: {error}"))
}

fn looking(look: PictureLook) -> Look {
    let theme = Theme::of(look.dark, look.high);
    Look { theme, paper: look.paper, title: true, scale: look.scale }
}

#[cfg(test)]
mod tests {
    use super::*;
    use windtunnel_design::templates;

    fn json() -> String {
        let document = templates::find("card-fraud").expect("is there").document();
        serde_json::to_string(&document).expect("encodes")
    }

    #[test]
    fn a_flowchart_goes_out_and_comes_in() {
        let text = match carry_out(&Task::Mermaid(json())) {
            Ok(Product::Text(text)) => text,
            other => panic!("{other:?}"),
        };
        let Ok(Product::Design { file, warnings }) = carry_out(&Task::Import(text)) else {
            panic!("is a flowchart")
        };
        assert_eq!(warnings, Vec::<String>::new());
        let document = file::open(&file).expect("is a design");
        assert_eq!(document.title, "Card fraud with manual review");
    }

    #[test]
    fn a_picture_has_its_size() {
        let look = PictureLook { dark: true, high: true, paper: true, scale: 2.0 };
        let drawn = carry_out(&Task::Draw { document_json: json(), look });
        let Ok(Product::Picture { svg, width, .. }) = drawn else { panic!("{drawn:?}") };
        assert!(svg.contains(&format!("width=\"{width}\"")) && width > 2_000.0);
        let palette = svg::Palette::of(Theme::HighDark);
        assert!(svg.contains(palette.paper) && svg.contains(palette.ink_soft));
    }

    #[test]
    fn what_is_no_drawing_is_told() {
        let refused = carry_out(&Task::Import("hello".into()));
        assert!(refused.is_err_and(|why| why.contains("Mermaid")));
        assert!(carry_out(&Task::Mermaid("[".into())).is_err());
    }
}
