//! Counts of whole numbers: an open-addressing table that never allocates while in use.

/// Numbers and their counts; a count of 0 marks a free slot.
#[derive(Clone)]
pub(crate) struct Tally {
    slots: Vec<(u64, u32)>,
    shift: u32,
}

impl Tally {
    /// Holds at most `most` different numbers at a time.
    pub(crate) fn new(most: usize) -> Self {
        // At most half of the slots are taken, so that probes stay short.
        let places = (2 * most).next_power_of_two();
        Self { slots: vec![(0, 0); places], shift: 32 - places.trailing_zeros() }
    }

    /// Increments the count of `key` and returns it.
    #[inline(always)]
    pub(crate) fn add(&mut self, key: u64) -> u32 {
        let at = self.place_of(key);
        let slot = &mut self.slots[at];
        *slot = (key, slot.1 + 1);
        slot.1
    }

    /// Decrements the count of `key`, which must be present.
    #[inline(always)]
    pub(crate) fn remove(&mut self, key: u64) {
        let at = self.place_of(key);
        let slot = &mut self.slots[at];
        slot.1 = slot.1.saturating_sub(1);
        if slot.1 == 0 {
            self.close_gap(at);
        }
    }

    /// The slot of the key, or the free slot where it belongs.
    #[inline(always)]
    fn place_of(&self, key: u64) -> usize {
        let mut at = self.home(key);
        loop {
            let (found, count) = self.slots[at];
            if count == 0 || found == key {
                return at;
            }
            at = self.after(at);
        }
    }

    /// Multiplicative hashing of the low 32 bits (Knuth, TAOCP 3, 6.4).
    #[inline(always)]
    fn home(&self, key: u64) -> usize {
        ((key as u32).wrapping_mul(0x9e37_79b1) >> self.shift) as usize
    }

    #[inline(always)]
    fn after(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }

    /// Moves later entries into the freed slot, so that every probe still ends at the first free one.
    fn close_gap(&mut self, freed: usize) {
        let mask = self.slots.len() - 1;
        let mut gap = freed;
        let mut at = self.after(gap);
        while self.slots[at].1 != 0 {
            let home = self.home(self.slots[at].0);
            // An entry may move only if its probe path from its home slot crosses the gap.
            if (at.wrapping_sub(home) & mask) >= (at.wrapping_sub(gap) & mask) {
                self.slots[gap] = self.slots[at];
                self.slots[at].1 = 0;
                gap = at;
            }
            at = self.after(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, VecDeque};

    #[test]
    fn counts_like_a_map_even_if_keys_share_a_slot() {
        let most = 12;
        let (mut tally, mut counts, mut window) = (Tally::new(most), HashMap::new(), VecDeque::new());
        let mut seed = 7u64;
        for _ in 0..50_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Keys with equal low 32 bits share a home slot: enough of them to collide, few enough to repeat.
            let key = (seed >> 40) % 31 + ((seed >> 20) % 2) * (1 << 32);
            if window.len() == most {
                let gone = window.pop_front().unwrap();
                tally.remove(gone);
                *counts.entry(gone).or_insert(0) -= 1;
            }
            window.push_back(key);
            let count = counts.entry(key).or_insert(0u32);
            *count += 1;
            assert_eq!(tally.add(key), *count);
            let different = window.iter().collect::<std::collections::HashSet<_>>().len();
            assert_eq!(tally.slots.iter().filter(|(_, count)| *count != 0).count(), different);
        }
    }
}
