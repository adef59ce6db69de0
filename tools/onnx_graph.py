"""A scikit-learn MLP, and the preparation of its rows, as one ONNX graph of plain operators.

Built by hand: the browser's runtime (tract) knows no `ai.onnx.ml` Imputer or Scaler.
"""

import hashlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8


def build(name, mlp, *, impute, mean, scale, clip, final):
    """The graph `x -> probability`; `impute` replaces NaN column by column.

    `final` is the last operator: "Sigmoid" (one column) or "Softmax" (one column a class).
    """
    columns = mlp.coefs_[0].shape[0]
    nodes, weights = [], []

    def weight(label, value):
        weights.append(numpy_helper.from_array(np.asarray(value, dtype=np.float32), label))
        return label

    def node(kind, inputs, output, **attributes):
        nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    at = "x"
    missing = node("IsNaN", [at], "is_missing")
    at = node("Where", [missing, weight("impute", impute), at], "imputed")
    if mean is not None:
        at = node("Sub", [at, weight("mean", mean)], "centred")
    at = node("Mul", [at, weight("one_over_scale", 1.0 / np.asarray(scale))], "scaled")
    if clip is not None:
        at = node("Clip", [at, weight("low", -clip), weight("high", clip)], "clipped")
    last = len(mlp.coefs_) - 1
    for i, (w, b) in enumerate(zip(mlp.coefs_, mlp.intercepts_)):
        at = node("Gemm", [at, weight(f"w{i}", w), weight(f"b{i}", b)], f"layer{i}")
        if i < last:
            at = node("Relu", [at], f"relu{i}")
    options = {"axis": -1} if final == "Softmax" else {}
    node(final, [at], "probability", **options)

    outputs = mlp.coefs_[-1].shape[1]
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", columns])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["rows", outputs])],
        weights,
    )
    model = helper.make_model(
        graph,
        producer_name="windtunnel",
        producer_version="1",
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
    )
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def describe(data):
    """What the model card says about the file."""
    graph = onnx.load_from_string(data).graph

    def shape(value):
        dims = value.type.tensor_type.shape.dim
        return {"name": value.name, "shape": [d.dim_param or str(d.dim_value) for d in dims]}

    return {
        "opset": OPSET,
        "operators": sorted({n.op_type for n in graph.node}),
        "inputs": [shape(v) for v in graph.input],
        "outputs": [shape(v) for v in graph.output],
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
