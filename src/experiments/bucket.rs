//! Which variant a visitor sees: by a hash of the experiment's seed and the visitor, so that it
//! stays the same across visits without being stored.
//!
//! As `GrowthBook` describes it (version 2 of its hash): the 32-bit FNV-1a hash of seed and visitor,
//! written as a number, is hashed once more; its rest by ten thousand is the bucket. The weights
//! divide the buckets in their order.

/// Buckets.
pub const BUCKETS: u32 = 10_000;

/// 32-bit FNV-1a (Fowler, Noll and Vo).
fn fnv1a(text: &str) -> u32 {
    text.bytes()
        .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The bucket of a visitor in the experiment with this seed, below [`BUCKETS`].
pub fn bucket(seed: &str, visitor: &str) -> u32 {
    fnv1a(&fnv1a(&format!("{seed}{visitor}")).to_string()) % BUCKETS
}

/// The place of the weight to which a bucket belongs; nothing where all weights are 0.
pub fn pick(weights: &[u32], bucket: u32) -> Option<usize> {
    let total: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
    let here = u64::from(bucket) * total;
    let mut end = 0;
    weights.iter().position(|weight| {
        end += u64::from(*weight) * u64::from(BUCKETS);
        here < end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // Test vectors of the hash's own authors.
        assert_eq!(fnv1a(""), 0x811c_9dc5);
        assert_eq!(fnv1a("a"), 0xe40c_292c);
        assert_eq!(fnv1a("foobar"), 0xbf9c_f968);
    }

    /// Derived by hand from the description, in Python:
    ///
    /// ```python
    /// def fnv(s):
    ///     h = 0x811c9dc5
    ///     for c in s: h = ((h ^ ord(c)) * 0x01000193) & 0xffffffff
    ///     return h
    /// fnv(str(fnv(seed + visitor))) % 10000
    /// ```
    #[test]
    fn a_bucket_follows_the_description() {
        for (seed, visitor, there) in BY_HAND {
            assert_eq!(bucket(seed, visitor), there, "{seed} {visitor}");
        }
    }

    const BY_HAND: [(&str, &str, u32); 6] = [
        ("", "a", 216),
        ("exit-offer", "1", 6_145),
        ("exit-offer", "2", 7_683),
        ("0193f2ab-6c1e-7c55-8a3e-2f3f5a1f9d10", "0193f2ab-0000-7000-8000-000000000001", 5_919),
        ("my-seed", "0193f2ab-0000-7000-8000-00000000ffff", 525),
        ("seed", "zz", 6_356),
    ];

    #[test]
    fn weights_divide_the_buckets_without_gap() {
        assert_eq!(pick(&[1, 1], 4_999), Some(0));
        assert_eq!(pick(&[1, 1], 5_000), Some(1));
        // A third is no whole number of buckets: what is begun belongs to the one before.
        assert_eq!(pick(&[1, 1, 1], 3_333), Some(0));
        assert_eq!(pick(&[1, 1, 1], 3_334), Some(1));
        assert_eq!(pick(&[1, 1, 1], 9_999), Some(2));
        assert_eq!(pick(&[0, 1], 0), Some(1));
        assert_eq!(pick(&[0, 0], 0), None);
        assert_eq!(pick(&[], 0), None);
        assert_eq!(pick(&[u32::MAX, u32::MAX], 9_999), Some(1));
    }

    #[test]
    fn a_visitor_is_as_likely_in_each_variant_as_its_weight_says() {
        let weights = [5, 3, 2];
        let mut counts = [0_u32; 3];
        for visitor in 0..20_000 {
            let bucket = bucket("0193f2ab-offer", &format!("visitor-{visitor}"));
            counts[pick(&weights, bucket).unwrap()] += 1;
        }
        for (count, weight) in counts.iter().zip(weights) {
            // Five standard deviations of 20,000 draws are below 2 %.
            assert!(count.abs_diff(weight * 2_000) < 360, "{counts:?}");
        }
    }

    #[test]
    fn two_experiments_divide_visitors_independently() {
        let both = (0..20_000).filter(|visitor| {
            let visitor = format!("visitor-{visitor}");
            ["first", "second"].iter().all(|seed| bucket(seed, &visitor) < 5_000)
        });
        assert!(both.count().abs_diff(5_000) < 310);
    }
}
