//! The model card: where the data come from and what the model must not be used for.

use leptos::prelude::*;

use super::state::Lab;
use crate::core::format;
use crate::lab::figures::auc;
use crate::ui::{Icon, icon};

/// The card of the rows and their model.
pub(super) fn card(lab: Lab) -> AnyView {
    (move || {
        let card = lab.card.get()?;
        let dataset = lab.dataset.get().name();
        let mut facts = vec![
            (
                "Rows".to_owned(),
                format!(
                    "{} taught it, {} were held out and are scored here",
                    format::count(card.rows_train.into()),
                    format::count(card.rows_held_out.into())
                ),
            ),
            ("AUC, by the training program".to_owned(), auc(Some(card.expected_auc))),
        ];
        if let Some(logistic) = card.auc_logistic {
            facts.push(("AUC of logistic regression".to_owned(), auc(Some(logistic))));
        }
        facts.extend(card.facts.iter().cloned());
        let facts = facts
            .into_iter()
            .map(|(name, text)| view! { <div><dt>{name}</dt><dd>{text}</dd></div> })
            .collect_view();
        let title = if lab.use_own.get() {
            format!("About the rows, and their model: {}", card.title)
        } else {
            format!("Model card: {}", card.title)
        };
        let size = format::count(card.model_bytes.into());
        Some(
            view! {
                <section class="inspector-section lab-card">
                    <h3>{title}</h3>
                    <p class="lab-caution">{icon(Icon::Warning)} <span>{card.caution.clone()}</span></p>
                    <details>
                        <summary>"Source, licence and making"</summary>
                        <dl>{facts}</dl>
                    </details>
                    <a class="button framed" href=format!("models/{dataset}.onnx") download="">
                        {icon(Icon::Download)}
                        {format!("ONNX file, {size} bytes")}
                    </a>
                </section>
            }
            .into_any(),
        )
    })
    .into_any()
}
