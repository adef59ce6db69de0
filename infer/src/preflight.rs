//! Looks a model over before the runtime sees it: what it would trip on is refused by name here.

use std::collections::BTreeSet;

use tract_onnx::pb::tensor_shape_proto::dimension::Value as Dimension;
use tract_onnx::pb::type_proto::{Tensor as TensorType, Value};
use tract_onnx::pb::{GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto};

use crate::error::InferError;

/// The largest model file read, in bytes.
pub const MAX_MODEL_BYTES: usize = 16 << 20;

/// The most columns a row may have.
pub const MAX_COLUMNS: usize = 4096;

const MAX_NODES: usize = 4096;
const MAX_FIXED_BATCH: i64 = 4096;

/// ONNX's number for a 32-bit float.
const FLOAT: i32 = 1;

/// ONNX's numbers of element types that the runtime reads without giving up: 8- to 64-bit
/// integers, 16- to 64-bit floats, booleans.
const ELEMENTS: [i32; 12] = [FLOAT, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13];

/// Operators that are run: deterministic ones, none of which makes room by a number in the file.
#[rustfmt::skip]
pub const OPERATORS: &[&str] = &[
    "Abs", "Add", "And", "ArgMax", "ArgMin", "AveragePool", "BatchNormalization", "Cast", "Ceil",
    "Celu", "Clip", "Concat", "Constant", "Conv", "Cos", "Div", "Dropout", "Elu", "Equal", "Erf",
    "Exp", "Flatten", "Floor", "Gather", "Gelu", "Gemm", "GlobalAveragePool", "GlobalMaxPool",
    "Greater", "GreaterOrEqual", "HardSigmoid", "HardSwish", "Identity", "IsInf", "IsNaN",
    "LayerNormalization", "LeakyRelu", "Less", "LessOrEqual", "LinearClassifier",
    "LinearRegressor", "Log", "LogSoftmax", "LpNormalization", "MatMul", "Max", "MaxPool", "Mean",
    "Min", "Mish", "Mul", "Neg", "Normalizer", "Not", "Or", "PRelu", "Pow", "Reciprocal",
    "ReduceL1", "ReduceL2", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin",
    "ReduceProd", "ReduceSum", "ReduceSumSquare", "Relu", "Reshape", "Round", "Selu", "Shape",
    "Sigmoid", "Sign", "Sin", "Slice", "Softmax", "Softplus", "Softsign", "Split", "Sqrt",
    "Squeeze", "Sub", "Sum", "Tanh", "ThresholdedRelu", "Transpose", "TreeEnsembleClassifier",
    "Unsqueeze", "Where",
];

/// What the runtime is told about a model.
pub(crate) struct Plan {
    /// The input's dimensions after the first.
    pub row_shape: Vec<usize>,
    /// The batch the file insists on, if it does.
    pub fixed_batch: Option<usize>,
}

fn refused(reason: String) -> InferError {
    InferError::Refused { reason }
}

/// Checks the graph and leaves it only the output that is read: its first of 32-bit floats.
pub(crate) fn check(model: &mut ModelProto, columns: usize) -> Result<Plan, InferError> {
    let not_onnx = |reason: &str| InferError::NotOnnx { reason: reason.to_owned() };
    let graph = model.graph.as_mut().ok_or_else(|| not_onnx("it holds no graph"))?;
    if model.ir_version < 1 || model.opset_import.is_empty() || graph.node.is_empty() {
        return Err(not_onnx("it names no format version or has no operators"));
    }
    if graph.node.len() > MAX_NODES {
        return Err(refused(format!("{} operators; at most {MAX_NODES} run", graph.node.len())));
    }
    for node in &graph.node {
        check_node(node)?;
    }
    for tensor in &graph.initializer {
        check_tensor(tensor)?;
    }
    if !graph.sparse_initializer.is_empty() {
        return Err(refused("its weights are sparse tensors".to_owned()));
    }
    let plan = check_input(graph, columns)?;
    keep_output(graph)?;
    // Shapes that an exporter noted for inner values can only contradict the batch chosen here.
    graph.value_info.clear();
    Ok(plan)
}

fn check_node(node: &NodeProto) -> Result<(), InferError> {
    let unsupported = |reason: &str| InferError::Unsupported {
        operator: node.op_type.chars().take(80).collect(),
        reason: reason.to_owned(),
    };
    if !OPERATORS.contains(&node.op_type.as_str()) {
        return Err(unsupported("it is not among the operators run here"));
    }
    for attribute in &node.attribute {
        if attribute.g.is_some() || !attribute.graphs.is_empty() {
            return Err(unsupported("it holds a graph of its own"));
        }
        attribute.t.iter().chain(&attribute.tensors).try_for_each(check_tensor)?;
    }
    Ok(())
}

/// The numbers of a weight must be in the file, and as many as its dimensions say.
fn check_tensor(tensor: &TensorProto) -> Result<(), InferError> {
    let name: String = tensor.name.chars().take(80).collect();
    if !tensor.external_data.is_empty() || tensor.data_location.is_some_and(|at| at != 0) {
        return Err(refused(format!("the weights {name:?} are in another file")));
    }
    if !ELEMENTS.contains(&tensor.data_type) {
        let kind = tensor.data_type;
        return Err(refused(format!("the weights {name:?} are of the unknown type {kind}")));
    }
    let count = tensor.dims.iter().try_fold(1usize, |all, &dim| {
        all.checked_mul(usize::try_from(dim).ok()?).filter(|&all| all <= MAX_MODEL_BYTES)
    });
    let width = match tensor.data_type {
        2 | 3 | 9 => 1,
        4 | 5 | 10 => 2,
        FLOAT | 6 | 12 => 4,
        _ => 8,
    };
    let listed = match tensor.data_type {
        FLOAT => tensor.float_data.len(),
        7 | 13 => tensor.int64_data.len(),
        11 => tensor.double_data.len(),
        _ => tensor.int32_data.len(),
    };
    let raw = tensor.raw_data.len();
    let fits = |n: usize| if raw > 0 { n.checked_mul(width) == Some(raw) } else { n == listed };
    if count.is_some_and(fits) {
        return Ok(());
    }
    let dims = &tensor.dims[..tensor.dims.len().min(8)];
    Err(refused(format!("the weights {name:?} are not the {dims:?} numbers they claim to be")))
}

fn tensor_type(value: &ValueInfoProto) -> Option<&TensorType> {
    let Value::TensorType(found) = value.r#type.as_ref()?.value.as_ref()?;
    Some(found)
}

/// One input of 32-bit floats whose dimensions after the first make up a row.
fn check_input(graph: &GraphProto, columns: usize) -> Result<Plan, InferError> {
    let weights: BTreeSet<&str> = graph.initializer.iter().map(|t| t.name.as_str()).collect();
    let mut inputs = graph.input.iter().filter(|i| !weights.contains(i.name.as_str()));
    let wrong = |place: &str, expected: String, got: String| InferError::WrongShape {
        place: place.to_owned(),
        expected,
        got,
    };
    let (Some(input), None) = (inputs.next(), inputs.next()) else {
        let got = graph.input.len().saturating_sub(graph.initializer.len());
        return Err(wrong("inputs", "one".to_owned(), got.to_string()));
    };
    let place = format!("input {:?}", input.name.chars().take(80).collect::<String>());
    let Some(found) = tensor_type(input).filter(|t| t.elem_type == FLOAT) else {
        return Err(wrong(&place, "32-bit floats".to_owned(), "another type".to_owned()));
    };
    let Some(shape) = &found.shape else {
        return Ok(Plan { row_shape: vec![columns], fixed_batch: None });
    };
    let dims: Vec<Option<i64>> = shape
        .dim
        .iter()
        .map(|dim| match dim.value {
            Some(Dimension::DimValue(v)) if v > 0 => Some(v),
            _ => None,
        })
        .collect();
    let row_shape: Option<Vec<usize>> = match dims.get(1..) {
        Some([None]) => Some(vec![columns]),
        Some(rest @ [_, ..]) => {
            rest.iter().map(|dim| dim.and_then(|v| usize::try_from(v).ok())).collect()
        }
        _ => None,
    };
    let product = |dims: &Vec<usize>| dims.iter().try_fold(1usize, |all, &d| all.checked_mul(d));
    let batch_ok = dims.first().is_some_and(|b| b.is_none_or(|b| b <= MAX_FIXED_BATCH));
    match row_shape.filter(|dims| batch_ok && product(dims) == Some(columns)) {
        Some(row_shape) => {
            let fixed_batch = dims[0].and_then(|b| usize::try_from(b).ok());
            Ok(Plan { row_shape, fixed_batch })
        }
        None => {
            let shown: Vec<String> = dims
                .iter()
                .take(8)
                .map(|dim| dim.map_or_else(|| "?".to_owned(), |v| v.to_string()))
                .collect();
            Err(wrong(&place, format!("[rows, {columns}]"), format!("[{}]", shown.join(", "))))
        }
    }
}

/// The first output of 32-bit floats stays; a label beside the probabilities goes.
fn keep_output(graph: &mut GraphProto) -> Result<(), InferError> {
    let kept = graph
        .output
        .iter()
        .find(|o| tensor_type(o).is_some_and(|t| t.elem_type == FLOAT))
        .cloned()
        .ok_or_else(|| refused("it has no output of 32-bit floats".to_owned()))?;
    if !graph.node.iter().any(|n| n.output.contains(&kept.name)) {
        return Err(refused("no operator computes its output".to_owned()));
    }
    graph.output = vec![kept];
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::OPERATORS;

    #[test]
    fn every_operator_listed_is_one_the_runtime_has() {
        let known = tract_onnx::onnx().op_register.0;
        let missing: Vec<_> = OPERATORS.iter().filter(|name| !known.contains_key(**name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(OPERATORS.is_sorted());
    }
}
