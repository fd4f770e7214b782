//! The bot: many runs at once, each answered as soon as it has asked.

use std::time::{Duration, Instant};

use leadbell::clock::{Clock, Millis};
use uuid::Uuid;

use crate::net::{Client, Event, Id, Net};
use crate::relay::{self, Dialect, Side};
use crate::report::{Latencies, Row};
use crate::server::Home;
use crate::wire;
use crate::world::{self, Visitor};

/// Runs at once.
const RUNS: usize = 1_000;
/// Accounts among which they are spread.
const TENANTS: usize = 10;
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(5);
/// Steps of scripts a second, at which the latency counts.
const GATE: f64 = 3_000.0;
/// Steps between two answers: four after the first question, one after the second.
const STEPS: f64 = 2.5;

/// Two questions that follow each other, with a calculation, a condition and a message between.
const SCRIPT: &str = r#"{"format": "leadbell.script/1", "name": "Round", "language": "en",
    "entries": [{"on": "start", "to": "q1"}], "steps": [
    {"id": "q1", "kind": "question", "text": "Which one?", "variable": "Choice", "next": "n",
     "ask": {"type": "choice", "choices": [{"id": "a", "label": "First"}, {"id": "b", "label": "Second"}]}},
    {"id": "n", "kind": "set", "variable": "Rounds", "sum": "{{Rounds}} + 1", "next": "c"},
    {"id": "c", "kind": "condition", "next": "q1", "branches": [{"id": "x", "to": "m",
     "tests": [{"what": "Choice", "is": "equal", "than": "First"}]}]},
    {"id": "m", "kind": "message", "text": "Round {{Rounds}}", "next": "q2"},
    {"id": "q2", "kind": "question", "text": "And now?", "variable": "Text", "ask": {"type": "text"},
     "next": "q1"}]}"#;

struct Runs {
    /// When each run was last answered.
    due: Vec<Option<Instant>>,
    answers: usize,
    count: u32,
    now: Millis,
    replies: Latencies,
    /// Answers as soon as it is asked.
    again: bool,
    wrong: Option<String>,
    buffer: Vec<u8>,
}

impl Runs {
    fn answer(&mut self, net: &mut Net, run: Id, due: Instant) {
        let mut tail = [0x5a; 10];
        tail[6..].copy_from_slice(&self.count.to_be_bytes());
        let moment = u64::try_from(self.now).unwrap_or_default() + u64::from(self.count / 16);
        self.count += 1;
        let id: Uuid = uuid::Builder::from_unix_timestamp_millis(moment, &tail).into_uuid();
        let text =
            format!(r#"{{"t":"send","id":"{id}","text":"First","answer":{{"picks":["a"]}}}}"#);
        self.buffer.clear();
        wire::put_frame(&mut self.buffer, wire::opcode::TEXT, text.as_bytes());
        self.due[run] = Some(due);
        net.write(run, &self.buffer);
    }
}

impl Client for Runs {
    fn on(&mut self, net: &mut Net, id: Id, event: Event<'_>) {
        match event {
            Event::Text(frame) if frame.starts_with(b"{\"t\":\"message\"") => {
                let has = |part: &[u8]| frame.windows(part.len()).any(|one| one == part);
                let asks = has(b"\"ask\":{");
                let is_bots = wire::field(frame, "\"author\"") == Some("bot");
                // The opening comes with the first answer, before the visitor's own words.
                let is_opening = has(b"\"number\":1,");
                if !is_bots || !asks || is_opening {
                    return;
                }
                if let Some(due) = self.due[id].take() {
                    self.replies.add(due.elapsed());
                    self.answers += 1;
                    if self.again {
                        self.answer(net, id, Instant::now());
                    }
                }
            }
            Event::Text(frame) if frame.starts_with(b"{\"t\":\"nack\"") => {
                self.wrong = Some(String::from_utf8_lossy(frame).into_owned());
            }
            Event::Text(frame) => {
                if let Some(pong) = Dialect::Leadbell.pong(frame) {
                    net.write(id, &pong);
                }
            }
            Event::Closed(code) => self.wrong = Some(format!("socket {id} closed with {code}")),
            Event::Open | Event::Answer(..) => {}
        }
    }
}

/// Measures answers a second and the time to the next question.
pub fn measure(home: &Home, name: &str, gated: bool) -> Result<Vec<Row>, String> {
    let tenants = world::tenants_with(home, TENANTS, Some(SCRIPT));
    let (process, _) = home.start(true);
    let visitors = world::visitors(home, &tenants, RUNS)?;
    let sides: Vec<Side> = visitors.iter().map(Visitor::side).collect();
    let mut net = Net::to(home.address);
    relay::open_all(&mut net, Dialect::Leadbell, &sides, 100)?;
    let mut runs = Runs {
        due: vec![None; RUNS],
        answers: 0,
        count: 0,
        now: Clock::system().now(),
        replies: Latencies::default(),
        again: true,
        wrong: None,
        buffer: Vec::new(),
    };
    let begun = Instant::now();
    for run in 0..RUNS {
        runs.answer(&mut net, run, begun);
    }
    while begun.elapsed() < WARM_UP {
        turn(&mut runs, &mut net, Duration::from_millis(20))?;
    }
    let (before, cpu, begun) = (runs.answers, process.cpu(), Instant::now());
    while begun.elapsed() < MEASURED {
        turn(&mut runs, &mut net, Duration::from_millis(20))?;
    }
    #[allow(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    let rate = (runs.answers - before) as f64 / begun.elapsed().as_secs_f64();
    let cpu = (process.cpu() - cpu) / begun.elapsed().as_secs_f64();
    runs.again = false;
    all_asked(&mut runs, &mut net)?;
    let mut slow = paced(&mut runs, &mut net, GATE / STEPS)?;
    let mut fast = paced(&mut runs, &mut net, GATE)?;
    let steps = Row::new(format!("script steps taken, stored, {name}"), rate * STEPS, "/s");
    let p99 = Row::new(format!("answer to next question p99, {name}"), slow.at(0.99), "ms");
    let (steps, p99) =
        if gated { (steps.at_least(GATE, GATE), p99.at_most(15.0, 15.0)) } else { (steps, p99) };
    Ok(vec![
        steps.note(format!(
            "closed loop, {RUNS} runs at once, {rate:.0} answers/s, {:.0} µs of a core each",
            cpu * 1_000_000.0 / rate
        )),
        p99.note(format!(
            "open loop, {GATE:.0} steps/s offered by {:.0} answers/s, p50 {:.1} ms",
            GATE / STEPS,
            slow.at(0.5)
        )),
        Row::new(format!("the same at {GATE:.0} answers/s, {name}"), fast.at(0.99), "ms")
            .note(format!("open loop, {:.0} steps/s, p50 {:.1} ms", GATE * STEPS, fast.at(0.5))),
    ])
}

/// Offers so many answers a second, whether the ones before were heard or not.
fn paced(runs: &mut Runs, net: &mut Net, rate: f64) -> Result<Latencies, String> {
    runs.replies = Latencies::default();
    let (begun, mut sent) = (Instant::now(), 0_u32);
    while begun.elapsed() < MEASURED {
        let now = begun.elapsed().as_secs_f64();
        while f64::from(sent) / rate <= now {
            let due = begun + Duration::from_secs_f64(f64::from(sent) / rate);
            let run = sent as usize % RUNS;
            // One that is behind is not asked twice.
            if runs.due[run].is_none() {
                runs.answer(net, run, due);
            }
            sent += 1;
        }
        turn(runs, net, Duration::ZERO)?;
    }
    all_asked(runs, net)?;
    Ok(std::mem::take(&mut runs.replies))
}

fn turn(runs: &mut Runs, net: &mut Net, wait: Duration) -> Result<(), String> {
    net.turn(runs, wait);
    runs.wrong.take().map_or(Ok(()), Err)
}

/// Waits until every run has its question.
fn all_asked(runs: &mut Runs, net: &mut Net) -> Result<(), String> {
    let until = Instant::now() + Duration::from_secs(10);
    while runs.due.iter().any(Option::is_some) {
        if Instant::now() > until {
            return Err("runs were left without a question".into());
        }
        turn(runs, net, Duration::from_millis(20))?;
    }
    Ok(())
}
