//! What was measured, what it had to be, and how it is printed.

/// Which side of the gate is good.
#[derive(Clone, Copy)]
pub enum Gate {
    /// At least this much.
    AtLeast(f64),
    /// At most this much.
    AtMost(f64),
    /// Nothing to hold: shown beside the others.
    None,
}

/// One line of the table.
pub struct Row {
    pub name: String,
    pub value: Option<f64>,
    pub unit: &'static str,
    pub gate: Gate,
    pub goal: Option<f64>,
    /// The same work done by `ws` and `socket.io`.
    pub peers: Option<[f64; 2]>,
    /// How it was measured, or why it could not be.
    pub note: String,
}

impl Row {
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value: Some(value),
            unit,
            gate: Gate::None,
            goal: None,
            peers: None,
            note: String::new(),
        }
    }

    /// A gated figure that could not be measured; it counts as missed.
    pub fn failed(name: impl Into<String>, why: impl Into<String>) -> Self {
        Self { value: None, gate: Gate::AtMost(0.0), ..Self::new(name, 0.0, "") }.note(why)
    }

    pub fn at_least(mut self, gate: f64, goal: f64) -> Self {
        (self.gate, self.goal) = (Gate::AtLeast(gate), Some(goal));
        self
    }

    pub fn at_most(mut self, gate: f64, goal: f64) -> Self {
        (self.gate, self.goal) = (Gate::AtMost(gate), Some(goal));
        self
    }

    pub fn peers(mut self, peers: Option<[f64; 2]>) -> Self {
        self.peers = peers;
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    fn verdict(&self) -> &'static str {
        match (self.value, self.gate) {
            (_, Gate::None) => "",
            (Some(value), Gate::AtLeast(gate)) if value >= gate => "pass",
            (Some(value), Gate::AtMost(gate)) if value <= gate => "pass",
            _ => "MISS",
        }
    }
}

/// Prints the table in Markdown; true when no gate was missed.
pub fn print(rows: &[Row]) -> bool {
    let peers = rows.iter().any(|row| row.peers.is_some());
    let more = if peers { " ws 8 | socket.io 4 |" } else { "" };
    println!("\n| figure | measured | gate | goal | verdict |{more} how |");
    println!("|---|---|---|---|---|{}---|", if peers { "---|---|" } else { "" });
    for row in rows {
        let value = row.value.map_or("not measured".into(), |value| figure(value, row.unit));
        let gate = match row.gate {
            Gate::AtLeast(gate) => format!("≥ {}", figure(gate, row.unit)),
            Gate::AtMost(gate) => format!("≤ {}", figure(gate, row.unit)),
            Gate::None => String::new(),
        };
        let goal = row.goal.map_or(String::new(), |goal| figure(goal, row.unit));
        let beside = match (peers, row.peers) {
            (true, Some([ws, io])) => format!(" {} | {} |", figure(ws, ""), figure(io, "")),
            (true, None) => " | |".into(),
            (false, _) => String::new(),
        };
        println!(
            "| {} | {value} | {gate} | {goal} | {} |{beside} {} |",
            row.name,
            row.verdict(),
            row.note
        );
    }
    let missed = rows.iter().filter(|row| row.verdict() == "MISS").count();
    println!("\n{missed} of {} figures miss their gate", rows.len());
    missed == 0
}

/// A number with its unit, as short as it can be read.
fn figure(value: f64, unit: &str) -> String {
    let places = match value.abs() {
        0.0 => 0,
        small if small < 10.0 => 2,
        small if small < 100.0 => 1,
        _ => 0,
    };
    let digits = format!("{value:.places$}");
    let (whole, rest) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 && whole.len() > 3 {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text = format!("{text}.{rest}");
    }
    if unit.is_empty() { text } else { format!("{text} {unit}") }
}

/// Latencies in microseconds.
#[derive(Default)]
pub struct Latencies(Vec<u32>);

impl Latencies {
    pub fn add(&mut self, took: std::time::Duration) {
        self.0.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    /// The value below which `share` of all lie, in milliseconds.
    pub fn at(&mut self, share: f64) -> f64 {
        self.0.sort_unstable();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a list of at most some millions"
        )]
        let place = (self.0.len() as f64 * share) as usize;
        self.0
            .get(place.min(self.0.len().saturating_sub(1)))
            .map_or(f64::NAN, |us| f64::from(*us) / 1_000.0)
    }
}
