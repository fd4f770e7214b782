//! What a message and a mark change in a card, as on the server.

use serde_json::{Value, json};

use super::page::number;

/// The newest message of a conversation.
pub fn said(card: &mut Value, message: &Value, at: i64) {
    let before = number(card, "number");
    let author = message["author"].as_str().unwrap_or_default();
    card["number"] = json!(at);
    if author == "system" {
        for (read, got) in [("visitor_read", "visitor_got"), ("operator_read", "operator_got")] {
            if number(card, read) == before {
                (card[read], card[got]) = (json!(at), json!(at));
            }
        }
        return;
    }
    let is_visitors = author == "visitor";
    let own = if is_visitors { "visitor" } else { "operator" };
    card[format!("{own}_read")] = json!(at);
    card[format!("{own}_got")] = json!(at);
    card["last_text"] = message["text"].clone();
    card["last_author"] = message["author"].clone();
    card["last_at"] = message["at"].clone();
    if !is_visitors {
        card["waiting_since"] = Value::Null;
    } else if card["waiting_since"].is_null() {
        card["waiting_since"] = message["at"].clone();
    }
    if is_visitors {
        // What was put away is to be seen when its visitor writes.
        card["snoozed_until"] = Value::Null;
    }
}

/// One side has read messages (`read`), or they have come to it (`got`).
pub fn mark(card: &mut Value, kind: &str, by: &Value, at: i64) {
    let by = if by == "visitor" { "visitor" } else { "operator" };
    for kind in if kind == "read" { &["read", "got"][..] } else { &["got"] } {
        let field = format!("{by}_{kind}");
        card[&field] = json!(number(card, &field).max(at));
    }
}
