//! How long a search takes among a million messages. Run it by hand, with a release build:
//! `cargo test --release --test it search_speed -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use leadbell::db::{Backend, Tx, Write};
use leadbell::error::Result;
use leadbell::sql;
use uuid::Uuid;

use super::member;

const CONVERSATIONS: u64 = 20_000;
const EACH: u64 = 50;
const WORDS: u64 = 30_000;

/// A small generator, so that every run has the same texts.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// A word as often as words are: the first ones are everywhere, the last ones seldom.
    fn word(&mut self) -> String {
        let mut most = 1;
        while most < WORDS && self.below(5) > 0 {
            most *= 2;
        }
        word(self.below(most.min(WORDS)))
    }
}

/// Each number has a word of two to twelve letters.
fn word(of: u64) -> String {
    const PARTS: [&str; 16] = [
        "ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu",
        "ga",
    ];
    let mut left = of.wrapping_mul(2_654_435_761) % 65_521;
    let mut word = PARTS[usize::try_from(of % 16).unwrap_or(0)].to_owned();
    while left > 0 {
        word.push_str(PARTS[usize::try_from(left % 16).unwrap_or(0)]);
        left /= 16;
    }
    word
}

/// The beginnings of the words of a text, as the index has them.
fn indexed(text: &str) -> String {
    let mut all: Vec<&str> = text
        .split(' ')
        .flat_map(|word| (2..=word.len().min(10)).map(move |end| &word[..end]))
        .collect();
    all.sort_unstable();
    all.dedup();
    all.join(" ")
}

/// Some conversations with their messages, in the index.
struct Fill {
    account: Uuid,
    site: Uuid,
    from: u64,
    to: u64,
}

impl Write for Fill {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        const VISITOR: &str = "INSERT INTO visitors (id, account_id, site_id, language, device, \
             user_agent, visits, created_at, seen_at) VALUES ($1, $2, $3, 'en', 'phone', '', 1, 1, 1)";
        const CONVERSATION: &str = "INSERT INTO conversations (id, account_id, site_id, \
             visitor_id, status, last_number, visitor_read, operator_read, last_at, sorted_at, \
             last_text, last_author, page_url, page_title, source, language, created_at) \
             VALUES ($1, $2, $3, $4, 'open', 50, 50, 50, 1, 1, '', 'visitor', '', '', '{}', 'en', 1)";
        const MESSAGE: &str = "INSERT INTO messages (conversation_id, number, client_id, author, \
             text, at) VALUES ($1, $2, $3, 'visitor', $4, $5)";
        const ITEM: &str = "INSERT INTO search_items (id, account_id, kind, conversation_id, \
             number, digest) VALUES ($1, $2, 'message', $3, $4, 0)";
        const WORDS: &str = "INSERT INTO search_text (rowid, words) VALUES ($1, $2)";
        let scope = format!("\u{E000}w{}", self.account.simple());
        let mut dice = Dice(self.from + 88_172_645_463_325_252);
        for n in self.from..self.to {
            let (id, visitor) = (Uuid::from_u64_pair(1, n), Uuid::from_u64_pair(2, n));
            sql!(tx, execute, VISITOR, visitor, self.account, self.site)?;
            sql!(tx, execute, CONVERSATION, id, self.account, self.site, visitor)?;
            for number in 1..=EACH {
                let words: Vec<String> = (0..12).map(|_| dice.word()).collect();
                let text = words.join(" ");
                let place = i64::try_from(n * EACH + number).unwrap_or(0);
                let client = Uuid::from_u64_pair(n, number);
                let number = i64::try_from(number).unwrap_or(0);
                sql!(tx, execute, MESSAGE, id, number, client, text.as_str(), place)?;
                sql!(tx, execute, ITEM, place << 20, self.account, id, number)?;
                let words = format!("{scope} {}", indexed(&text));
                sql!(tx, execute, WORDS, place << 20, words.as_str())?;
            }
        }
        Ok(())
    }
}

#[test]
#[ignore = "a measurement: it takes minutes"]
fn a_million_messages_are_searched_in_a_moment() {
    crate::support::run(Backend::Sqlite, |app| {
        Box::pin(async move {
            let shop = app.shop().await;
            let operator = member(app, shop.owner).await;
            for from in (0..CONVERSATIONS).step_by(200) {
                let (account, site) = (shop.account, shop.site);
                let fill = Fill { account, site, from, to: from + 200 };
                app.ctx.db.write(fill).await.expect("messages");
            }
            let mut dice = Dice(7);
            let mut cut = |most: u64| {
                let word = dice.word();
                let end = (2 + usize::try_from(dice.below(most)).unwrap_or(0)).min(word.len());
                word[..end].to_owned()
            };
            for (what, count) in [("one word", 1), ("two words", 2), ("three words", 3)] {
                let mut took: Vec<Duration> = Vec::new();
                for _ in 0..500 {
                    let typed: Vec<String> = (0..count).map(|_| cut(12)).collect();
                    let begun = Instant::now();
                    let path = format!("/api/v1/search?q={}", typed.join("+"));
                    operator.get(&path).await.expect(200);
                    took.push(begun.elapsed());
                }
                took.sort_unstable();
                println!(
                    "{what}: p50 {:?}, p99 {:?}, longest {:?}",
                    took[250], took[494], took[499]
                );
            }
        })
    });
}
