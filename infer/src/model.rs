//! A loaded model: rows in, scores out, a fixed number of rows at a time.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tract_onnx::pb::ModelProto;
use tract_onnx::prelude::*;

use crate::error::InferError;
use crate::preflight::{self, MAX_COLUMNS, MAX_MODEL_BYTES, Plan};

/// Rows scored at once unless the caller or the file says otherwise.
pub const DEFAULT_BATCH: usize = 256;

/// The most numbers any value inside the graph may have, for one batch.
const MAX_INNER_NUMBERS: i64 = 1 << 25;

/// An ONNX model made ready for rows of one width.
pub struct Model {
    plan: Arc<TypedRunnableModel>,
    columns: usize,
    outputs: usize,
    batch: usize,
    shape: Vec<usize>,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Model { columns, outputs, batch, .. } = self;
        write!(f, "Model {{ columns: {columns}, outputs: {outputs}, batch: {batch} }}")
    }
}

/// Turns a panic of the runtime into an error. In wasm a panic ends the worker all the same, and
/// the page starts another; the checks before are there so that it hardly ever comes to that.
fn guarded<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let caught = catch_unwind(AssertUnwindSafe(run));
    caught.unwrap_or_else(|_panic| Err("the runtime gave up on it".to_owned()))
}

/// The chain of reasons, without the debug prints of whole nodes that tract appends.
fn reason(error: &TractError) -> String {
    let chain: Vec<String> =
        error.chain().map(|cause| cause.to_string().chars().take(200).collect()).collect();
    chain.join(": ")
}

impl Model {
    /// Reads a model whose rows have this many columns.
    pub fn load(bytes: &[u8], columns: usize) -> Result<Model, InferError> {
        Model::load_with_batch(bytes, columns, DEFAULT_BATCH)
    }

    /// As [`Model::load`], scoring so many rows at once, unless the file fixes their number.
    pub fn load_with_batch(
        bytes: &[u8],
        columns: usize,
        batch: usize,
    ) -> Result<Model, InferError> {
        if bytes.len() > MAX_MODEL_BYTES {
            return Err(InferError::TooLarge { bytes: bytes.len(), limit: MAX_MODEL_BYTES });
        }
        let batch_fits = batch > 0 && batch <= 16 * DEFAULT_BATCH;
        if columns == 0 || columns > MAX_COLUMNS || !batch_fits {
            return Err(InferError::WrongShape {
                place: "rows".to_owned(),
                expected: format!("1 to {MAX_COLUMNS} columns, 1 to 4096 rows at once"),
                got: format!("{columns} columns, {batch} rows"),
            });
        }
        let mut proto = tract_onnx::onnx()
            .proto_model_for_read(&mut &*bytes)
            .map_err(|e| InferError::NotOnnx { reason: reason(&e) })?;
        let Plan { row_shape, fixed_batch } = preflight::check(&mut proto, columns)?;
        let batch = fixed_batch.unwrap_or(batch);
        let shape: Vec<usize> = [batch].into_iter().chain(row_shape).collect();
        let plan = guarded(|| prepare(&proto, &shape)).map_err(|said| blame(&proto, said))?;
        let outputs = output_width(&plan, batch)?;
        Ok(Model { plan, columns, outputs, batch, shape })
    }

    /// Numbers a row must have.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Scores each row gets: 1, or one a class.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Rows scored at once; a shorter rest is filled up and costs as much.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Scores `n` rows, given one after the other; the result has `n * outputs()` numbers.
    pub fn score(&self, rows: &[f32], n: usize) -> Result<Vec<f32>, InferError> {
        let expected = self.columns.saturating_mul(n);
        if rows.len() != expected {
            let (columns, got) = (self.columns, rows.len());
            return Err(InferError::WrongRows { rows: n, columns, expected, got });
        }
        let mut scores = Vec::with_capacity(n * self.outputs);
        while scores.len() < n * self.outputs {
            self.score_chunk(rows, &mut scores)?;
        }
        Ok(scores)
    }

    /// Scores the next batch of rows, those after the ones that have `scores` already, and says
    /// how many rows have them now; for callers that report progress or can be cancelled.
    pub fn score_chunk(&self, rows: &[f32], scores: &mut Vec<f32>) -> Result<usize, InferError> {
        let done = scores.len() / self.outputs;
        let rest = rows.get(done * self.columns..).unwrap_or_default();
        let chunk = &rest[..rest.len().min(self.batch * self.columns)];
        let n = chunk.len() / self.columns;
        let mut input = chunk[..n * self.columns].to_vec();
        input.resize(self.batch * self.columns, 0.0);
        let run = || -> TractResult<Vec<f32>> {
            let input = Tensor::from_shape(&self.shape, &input)?;
            let found = self.plan.run(tvec!(input.into_tvalue()))?;
            Ok(found[0].try_as_plain_ram()?.as_slice::<f32>()?[..n * self.outputs].to_vec())
        };
        let found = guarded(|| run().map_err(|e| reason(&e)))
            .map_err(|reason| InferError::Failed { reason })?;
        if let Some(at) = found.iter().position(|score| !score.is_finite()) {
            return Err(InferError::NotANumber { row: done + at / self.outputs });
        }
        scores.extend(found);
        Ok(done + n)
    }
}

/// Has tract read, type and optimise the graph for a batch of this shape.
fn prepare(proto: &ModelProto, shape: &[usize]) -> Result<Arc<TypedRunnableModel>, String> {
    let build = || -> TractResult<TypedModel> {
        let mut onnx = tract_onnx::onnx();
        // What a file claims of its outputs may name another batch than ours.
        onnx.use_output_shapes = false;
        onnx.ignore_output_types = true;
        let model = onnx.model_for_proto_model(proto)?;
        let fact = InferenceFact::dt_shape(f32::datum_type(), shape);
        model.with_input_fact(0, fact)?.into_typed()
    };
    let typed = build().map_err(|e| reason(&e))?;
    for node in &typed.nodes {
        for fact in node.outputs.iter().map(|o| &o.fact) {
            let size = fact.shape.volume().to_i64();
            if !size.is_ok_and(|size| size <= MAX_INNER_NUMBERS) {
                return Err(format!("{:?} makes more numbers than fit", node.name));
            }
        }
    }
    typed.into_optimized().and_then(IntoRunnable::into_runnable).map_err(|e| reason(&e))
}

/// Names the operator when tract's words name one of the graph's.
fn blame(proto: &ModelProto, said: String) -> InferError {
    let nodes = proto.graph.iter().flat_map(|graph| &graph.node);
    let named = nodes.map(|n| n.op_type.as_str()).find(|op| said.contains(&format!("({op})")));
    match named {
        Some(op) => InferError::Unsupported { operator: op.to_owned(), reason: said },
        None => InferError::Refused { reason: said },
    }
}

/// How many numbers each row's answer has.
fn output_width(plan: &TypedRunnableModel, batch: usize) -> Result<usize, InferError> {
    let wrong = |got: String| InferError::WrongShape {
        place: "output".to_owned(),
        expected: "32-bit floats, some for each row".to_owned(),
        got,
    };
    let fact = plan.model().output_fact(0).map_err(|e| wrong(reason(&e)))?;
    let dims: Option<Vec<usize>> = fact.shape.as_concrete().map(<[usize]>::to_vec);
    match dims.as_deref() {
        Some([rows, rest @ ..]) if *rows == batch && fact.datum_type == f32::datum_type() => {
            let width: usize = rest.iter().product();
            if width > 0 { Ok(width) } else { Err(wrong("none".to_owned())) }
        }
        _ => Err(wrong(format!("{fact:?}"))),
    }
}
