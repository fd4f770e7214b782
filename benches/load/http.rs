//! Requests over connections that stay open, as fast as they are answered or at a fixed rate.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::net::{Client, Event, Id, Net};
use crate::report::Latencies;

/// What came of a list of requests.
pub struct Outcome {
    /// Status and body, in the order of the requests.
    pub answers: Vec<(u16, Vec<u8>)>,
    /// From the moment a request was due until its answer.
    pub latencies: Latencies,
    /// From the first to the last.
    pub took: Duration,
}

struct Posts<'a> {
    requests: &'a [Vec<u8>],
    next: usize,
    idle: Vec<Id>,
    under_way: HashMap<Id, (usize, Instant)>,
    outcome: Outcome,
    answered: usize,
    lost: usize,
}

impl Posts<'_> {
    fn send(&mut self, net: &mut Net, id: Id, due: Instant) {
        net.write(id, &self.requests[self.next]);
        self.under_way.insert(id, (self.next, due));
        self.next += 1;
    }
}

impl Client for Posts<'_> {
    fn on(&mut self, _: &mut Net, id: Id, event: Event<'_>) {
        match (event, self.under_way.remove(&id)) {
            (Event::Answer(status, body), Some((place, due))) => {
                self.outcome.latencies.add(due.elapsed());
                self.outcome.answers[place] = (status, body.to_vec());
                self.answered += 1;
                self.idle.push(id);
            }
            (Event::Closed(_), Some(_)) => self.lost += 1,
            _ => {}
        }
    }
}

/// Sends `requests` over `connections`. With a rate, each is due at its time and waits for a free
/// connection when there is none; its latency counts from when it was due.
pub fn run(
    net: &mut Net,
    requests: &[Vec<u8>],
    connections: usize,
    rate: Option<f64>,
) -> Result<Outcome, String> {
    let begun = Instant::now();
    let idle = (0..connections).map(|_| net.connect()).collect();
    let outcome = Outcome {
        answers: vec![(0, Vec::new()); requests.len()],
        latencies: Latencies::default(),
        took: Duration::ZERO,
    };
    let under_way = HashMap::new();
    let mut posts = Posts { requests, next: 0, idle, under_way, outcome, answered: 0, lost: 0 };
    let mut progress = (0, begun);
    while posts.answered < requests.len() {
        let now = Instant::now();
        while posts.next < requests.len() {
            #[allow(clippy::cast_precision_loss, reason = "a count far below 2^52")]
            let due =
                rate.map_or(now, |rate| begun + Duration::from_secs_f64(posts.next as f64 / rate));
            if due > now {
                break;
            }
            let Some(id) = posts.idle.pop() else { break };
            posts.send(net, id, due);
        }
        let wait = if rate.is_some() { Duration::ZERO } else { Duration::from_millis(50) };
        net.turn(&mut posts, wait);
        if posts.answered > progress.0 {
            progress = (posts.answered, now);
        }
        if posts.lost > 0 || progress.1 + Duration::from_secs(10) < now {
            let left = requests.len() - posts.answered;
            return Err(format!("{left} requests were not answered, {} cut off", posts.lost));
        }
    }
    posts.outcome.took = begun.elapsed();
    Ok(posts.outcome)
}
