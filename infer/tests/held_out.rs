//! The models in `public/models`, run by tract: they score the held-out rows as onnxruntime did,
//! are as good as their cards say, get worse when the world moves, and bad files are refused.

use std::path::PathBuf;

use windtunnel_infer::{
    Card, Delta, InferError, MAX_MODEL_BYTES, Model, Sample, Shift, auc, calibration,
    expected_calibration_error, roc,
};

fn bytes(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../public/models").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

struct Shipped {
    onnx: Vec<u8>,
    card: Card,
    sample: Sample,
    model: Model,
}

fn shipped(id: &str) -> Shipped {
    let onnx = bytes(&format!("{id}.onnx"));
    let card = Card::parse(&bytes(&format!("{id}.card.json"))).expect("card");
    let sample = Sample::parse(&bytes(&format!("{id}.sample.json"))).expect("sample");
    let model = Model::load(&onnx, sample.columns.len()).expect("model");
    Shipped { onnx, card, sample, model }
}

impl Shipped {
    fn scores_after(&self, shifts: &[(&str, Delta)]) -> Vec<f32> {
        let shifts: Vec<Shift> = shifts
            .iter()
            .map(|&(feature, delta)| Shift { feature: feature.to_owned(), delta })
            .collect();
        let rows = self.sample.shifted(&self.card, &shifts).expect("shifts");
        self.model.score(&rows, self.sample.len()).expect("scores")
    }

    fn auc_after(&self, shifts: &[(&str, Delta)]) -> f64 {
        auc(&self.scores_after(shifts), &self.sample.is_class(1)).expect("both classes")
    }
}

#[test]
fn tract_scores_every_held_out_row_as_onnxruntime_does() {
    for id in ["credit", "digits"] {
        let Shipped { sample, model, .. } = shipped(id);
        let scores = model.score(&sample.rows, sample.len()).expect("scores");
        assert_eq!(scores.len(), sample.expected_scores.len());
        let pairs = scores.iter().zip(&sample.expected_scores);
        let worst = pairs.map(|(got, want)| (got - want).abs()).fold(0.0, f32::max);
        println!("{id}: {} scores, worst difference {worst:e}", scores.len());
        assert!(worst < 1e-4, "{id}: {worst}");
    }
}

#[test]
fn cards_samples_and_files_agree() {
    for id in ["credit", "digits"] {
        let Shipped { onnx, card, sample, model } = shipped(id);
        assert_eq!((card.id.as_str(), sample.id.as_str()), (id, id));
        assert_eq!(card.onnx.bytes as usize, onnx.len());
        assert_eq!(card.rows.held_out as usize, sample.len());
        assert!(card.rows.train > card.rows.held_out);
        let columns: Vec<&String> = card.features.iter().flat_map(|f| &f.columns).collect();
        assert_eq!(columns, sample.columns.iter().collect::<Vec<_>>());
        assert_eq!(model.outputs(), sample.outputs);
        assert!(sample.labels.iter().all(|&label| (label as usize) < card.classes.len()));
        assert!(onnx.len() <= 100_000, "{id}: {} bytes", onnx.len());
    }
}

#[test]
fn the_credit_card_states_the_quality_that_tract_measures() {
    let Shipped { card, sample, model, .. } = shipped("credit");
    let scores = model.score(&sample.rows, sample.len()).expect("scores");
    let bad = sample.is_class(1);
    // The card rounds to six places.
    assert!((auc(&scores, &bad).expect("auc") - card.metrics.auc).abs() < 2e-6);
    let bins = calibration(&scores, &bad, 10);
    assert!((expected_calibration_error(&bins).expect("ece") - card.metrics.ece).abs() < 2e-6);
    assert_eq!(bins.len(), card.metrics.calibration.len());
    for (got, said) in bins.iter().zip(&card.metrics.calibration) {
        assert_eq!(got.n, said.n);
        assert!((got.mean_predicted - said.mean_predicted).abs() < 2e-6);
        assert!((got.observed - said.observed).abs() < 2e-6);
    }
    let said = card.metrics.auc_logistic.expect("the rival");
    assert!(card.metrics.auc > said, "logistic regression would do: {said}");
    assert!(roc(&scores, &bad, 100).len() <= 100);
}

#[test]
fn the_digits_card_states_the_quality_that_tract_measures() {
    let Shipped { card, sample, model, .. } = shipped("digits");
    let scores = model.score(&sample.rows, sample.len()).expect("scores");
    let right = scores.chunks(10).zip(&sample.labels).filter(|(row, label)| {
        let best = (0..10).max_by(|&a, &b| row[a].total_cmp(&row[b]));
        best == Some(**label as usize)
    });
    let accuracy = right.count() as f64 / sample.len() as f64;
    assert!((accuracy - card.metrics.accuracy.expect("accuracy")).abs() < 1e-6, "{accuracy}");
    let is_class: Vec<bool> =
        sample.labels.iter().flat_map(|&label| (0..10).map(move |class| class == label)).collect();
    assert!((auc(&scores, &is_class).expect("auc") - card.metrics.auc).abs() < 2e-6);
    for row in scores.chunks(10) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}

#[test]
fn a_shifted_world_moves_the_scores_and_costs_quality() {
    let credit = shipped("credit");
    let whole = credit.auc_after(&[]);
    let mean = |scores: &[f32]| scores.iter().sum::<f32>() / scores.len() as f32;
    let before = mean(&credit.scores_after(&[]));
    let richer = mean(&credit.scores_after(&[("income", Delta::Add(100.0))]));
    assert!(richer < before, "more income, less risk: {before} to {richer}");
    for (feature, delta, at_least) in [
        ("income", Delta::Null, 0.01),
        ("records", Delta::Null, 0.02),
        ("seniority", Delta::Null, 0.005),
        ("income", Delta::Scale(0.01), 0.01),
        ("amount", Delta::Scale(1000.0), 0.003),
    ] {
        let now = credit.auc_after(&[(feature, delta)]);
        println!("{feature} {delta:?}: AUC {whole:.4} to {now:.4}");
        assert!(now < whole - at_least, "{feature} {delta:?}: {whole} to {now}");
    }
    let all: Vec<(&str, Delta)> =
        credit.card.features.iter().map(|f| (f.name.as_str(), Delta::Null)).collect();
    assert_eq!(credit.auc_after(&all), 0.5, "without features every row is the same");
}

#[test]
fn shifts_are_in_raw_units_and_leave_missing_values_missing() {
    let Shipped { card, sample, .. } = shipped("credit");
    let shift = |feature: &str, delta| [Shift { feature: feature.to_owned(), delta }];
    let rows = sample.shifted(&card, &shift("age", Delta::Add(2.0))).expect("shift");
    let at = sample.columns.iter().position(|c| c == "age").expect("age");
    for (i, (new, old)) in rows.iter().zip(&sample.rows).enumerate() {
        let by = if i % sample.columns.len() == at { 2.0 } else { 0.0 };
        assert!(*new == old + by || (new.is_nan() && old.is_nan()));
    }
    let missing = sample.column("income").expect("income").filter(|v| v.is_nan()).count();
    assert!(missing > 0, "the real rows have missing incomes");
    let null = sample.shifted(&card, &shift("job", Delta::Null)).expect("shift");
    assert!(null[..sample.columns.len()].iter().rev().take(4).all(|v| v.is_nan()));

    let refused = |feature: &str, delta| sample.shifted(&card, &shift(feature, delta)).err();
    let unknown = InferError::UnknownFeature { feature: "shoe size".to_owned() };
    assert_eq!(refused("shoe size", Delta::Null), Some(unknown));
    for (feature, delta) in [("job", Delta::Add(1.0)), ("age", Delta::Scale(f32::NAN))] {
        assert!(matches!(refused(feature, delta), Some(InferError::BadShift { .. })));
    }
}

#[test]
fn the_size_of_a_batch_does_not_change_a_score() {
    let Shipped { onnx, sample, model, .. } = shipped("credit");
    let whole = model.score(&sample.rows, sample.len()).expect("scores");
    for batch in [1, 7, 1024] {
        let other = Model::load_with_batch(&onnx, sample.columns.len(), batch).expect("model");
        let mut scores = Vec::new();
        let mut done = 0;
        while done < sample.len() {
            let now = other.score_chunk(&sample.rows, &mut scores).expect("chunk");
            assert_eq!(now, sample.len().min(done + batch));
            done = now;
        }
        assert!(scores.iter().zip(&whole).all(|(a, b)| (a - b).abs() < 1e-6), "batch {batch}");
    }
}

#[test]
fn rows_of_another_width_are_refused() {
    let Shipped { onnx, sample, model, .. } = shipped("credit");
    let found = Model::load(&onnx, 20).err();
    let said = InferError::WrongShape {
        place: "input \"x\"".to_owned(),
        expected: "[rows, 20]".to_owned(),
        got: "[?, 21]".to_owned(),
    };
    assert_eq!(found, Some(said));
    let found = model.score(&sample.rows[1..], sample.len()).err();
    assert!(matches!(found, Some(InferError::WrongRows { columns: 21, .. })), "{found:?}");
    assert_eq!(model.score(&[], 0), Ok(Vec::new()));
    for columns in [0, 1 << 20] {
        let found = Model::load(&onnx, columns).err();
        assert!(matches!(found, Some(InferError::WrongShape { .. })), "{found:?}");
    }
}

/// Puts another operator of as many letters in the file.
fn with_operator(onnx: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = onnx.windows(from.len()).position(|w| w == from.as_bytes()).expect("operator");
    let mut changed = onnx.to_vec();
    changed[at..at + to.len()].copy_from_slice(to.as_bytes());
    changed
}

#[test]
fn an_unsupported_operator_is_named() {
    let Shipped { onnx, .. } = shipped("credit");
    for (from, to) in [("Sigmoid", "Imputer"), ("Clip", "Loop"), ("IsNaN", "Range")] {
        let found = Model::load(&with_operator(&onnx, from, to), 21).err();
        let Some(InferError::Unsupported { operator, .. }) = &found else {
            panic!("{found:?}");
        };
        assert_eq!(operator, to);
    }
}

#[test]
fn files_that_are_no_models_are_refused() {
    let Shipped { onnx, .. } = shipped("credit");
    let load = |bytes: &[u8]| Model::load(bytes, 21).err();
    for bytes in [&b""[..], b"GIF89a", b"{\"id\": 1}", &[0; 64], &[0xff; 64], &onnx[..900]] {
        let found = load(bytes);
        assert!(matches!(found, Some(InferError::NotOnnx { .. })), "{found:?}");
    }
    let large = vec![0; MAX_MODEL_BYTES + 1];
    assert!(matches!(load(&large), Some(InferError::TooLarge { .. })));
    let found = Card::parse(b"{}").err();
    assert!(matches!(found, Some(InferError::BadJson { what: "card", .. })), "{found:?}");
    let found = Sample::parse(b"[").err();
    assert!(matches!(found, Some(InferError::BadJson { what: "sample", .. })), "{found:?}");
}

#[test]
fn a_row_that_gets_no_finite_score_is_named() {
    let Shipped { onnx, sample, .. } = shipped("digits");
    // Roots of negative sums are no numbers.
    let model = Model::load(&with_operator(&onnx, "Relu", "Sqrt"), 64).expect("model");
    assert_eq!(model.score(&sample.rows, sample.len()), Err(InferError::NotANumber { row: 0 }));
}

#[test]
fn no_damaged_file_panics() {
    // A few thousand files with flipped, cut and doubled bytes, from a fixed stream of numbers.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let (mut loaded, mut refused) = (0, 0);
    for id in ["credit", "digits"] {
        let Shipped { onnx, sample, .. } = shipped(id);
        let width = sample.columns.len();
        for _ in 0..1500 {
            let mut bytes = onnx.clone();
            for _ in 0..=next(3) {
                // Half of the damage goes where the structure is: the first bytes and the last.
                let at = if next(2) == 0 { next(bytes.len()) } else { next(900.min(bytes.len())) };
                match next(5) {
                    0 => bytes[at] ^= 1 << next(8),
                    1 => bytes[at] = next(256) as u8,
                    2 => bytes.truncate(at.max(64)),
                    3 => {
                        bytes.remove(at);
                    }
                    _ => bytes.insert(at, next(256) as u8),
                }
            }
            match Model::load(&bytes, width) {
                Ok(model) => {
                    loaded += 1;
                    // Weights may have become anything; an answer or an error, no panic.
                    match model.score(&sample.rows[..width], 1) {
                        Ok(scores) => assert_eq!(scores.len(), model.outputs()),
                        Err(error) => assert!(!error.to_string().is_empty()),
                    }
                }
                Err(error) => {
                    refused += 1;
                    assert!(!error.to_string().contains("gave up"), "{error}");
                }
            }
        }
    }
    println!("{loaded} loaded, {refused} refused");
    assert!(loaded > 100 && refused > 100);
}
