//! Chance that can be repeated: `LEADBELL_TEST_SEED` chooses it.

/// Marsaglia's xorshift64.
pub struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    pub fn shake() -> Self {
        let given = std::env::var("LEADBELL_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or(20_261_122);
        Self { seed, state: seed.max(1) }
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Something from 0 up to, but not, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap_or(0) % end
    }

    pub fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }
}
