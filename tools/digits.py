"""The digit reader: scikit-learn's 8x8 handwritten digits."""

import numpy as np
import onnxruntime
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

import onnx_graph
from cards import calibration, rounded, summary, write_card, write_sample

SEED = 20_260_102
HELD_OUT = 450
HIDDEN = (32,)
L2 = 1.0
INK = 16.0


def train(folder, trained_with):
    found = load_digits()
    rows, labels = found.data, found.target
    train_at, held_at = train_test_split(
        np.arange(len(labels)), test_size=HELD_OUT, stratify=labels, random_state=SEED)
    model = MLPClassifier(HIDDEN, alpha=L2, solver="lbfgs", max_iter=2_000, random_state=SEED)
    model.fit(rows[train_at] / INK, labels[train_at])
    data = onnx_graph.build("digits", model, impute=np.zeros(64), mean=None, scale=[INK], clip=None,
                            final="Softmax")
    (folder / "digits.onnx").write_bytes(data)

    held, truth = rows[held_at].astype(np.float32), labels[held_at]
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    scores = session.run(None, {"x": held})[0]
    p = scores.astype(np.float64)
    is_class = (truth[:, None] == np.arange(10)).astype(np.int64)
    read = p.argmax(axis=1)
    # Calibration of a reader: how often the digit it names is right, by how sure it says it is.
    ece, bins = calibration(p.max(axis=1), (read == truth).astype(np.float64))
    names = [f"r{y}c{x}" for y in range(8) for x in range(8)]
    write_sample(folder / "digits.sample.json", "digits", names, held, truth, scores)
    write_card(folder / "digits.card.json", {
        "id": "digits",
        "title": "Digit reader",
        "task": "multiclass",
        "what": "Which digit a handwritten 8x8 image shows.",
        "source": {
            "package": f"scikit-learn {trained_with['scikit-learn']}",
            "dataset": "sklearn.datasets.load_digits",
            "citation": "Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, "
            "1998, UCI Machine Learning Repository; scikit-learn ships a copy of its test set.",
            "licence": "CC BY 4.0, as the UCI repository gives it; the package states none",
        },
        "licence_note": "scikit-learn itself is BSD-3-Clause (its package metadata). Its "
        "description of the data names the UCI repository as the origin and states no licence. "
        "The images are unchanged; a part of them is given here.",
        "rows": {"train": len(train_at), "held_out": len(held_at)},
        "split": f"random, stratified by digit, seed {SEED}; the data do not say who wrote which "
        "image, so the same hand may be on both sides",
        "positive_class": None,
        "classes": [str(d) for d in range(10)],
        "features": [{"name": "ink", "label": "Ink in a cell", "unit": "dots of 16",
                      "kind": "numeric", "columns": names, **summary(rows[train_at].ravel()),
                      "impute": [0.0] * len(names), "missing": 0.0}],
        "model": {
            "kind": f"MLP 64-{'-'.join(map(str, HIDDEN))}-10, relu, L2 {L2:g}",
            "inputs_clipped_at_std": None,
            "missing": "the data have none; the graph reads NaN as a cell without ink",
            "chosen_by": "not tuned",
            "candidates": [],
        },
        "metrics": {
            "auc": rounded(roc_auc_score(is_class.ravel(), scores.ravel())),
            "brier": rounded(((p - is_class) ** 2).sum(axis=1).mean()),
            "ece": rounded(ece),
            "calibration": bins,
            "accuracy": rounded(accuracy_score(truth, read)),
        },
        "onnx": onnx_graph.describe(data),
        "caution": "A teaching model: 1,797 images in all, by few writers, scaled down to 8x8.",
        "notes": [
            "`auc` is micro-averaged: each of the ten probabilities of each image is one case.",
            "`calibration` is of the most probable digit.",
        ],
        "trained_with": trained_with,
    })
