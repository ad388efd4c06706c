//! CRC-32 as archives use it, eight bytes at a step.

use std::sync::LazyLock;

/// The polynomial, lowest bit first.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// For each of the eight bytes of a step what it brings to the sum.
static TABLES: LazyLock<[[u32; 256]; 8]> = LazyLock::new(|| {
    let mut tables = [[0_u32; 256]; 8];
    for byte in 0..=255_u8 {
        let mut sum = u32::from(byte);
        for _ in 0..8 {
            sum = sum >> 1 ^ if sum & 1 == 1 { POLYNOMIAL } else { 0 };
        }
        tables[0][usize::from(byte)] = sum;
    }
    for step in 1..8 {
        for byte in 0..256 {
            let before = tables[step - 1][byte];
            tables[step][byte] = before >> 8 ^ tables[0][(before & 0xff) as usize];
        }
    }
    tables
});

/// The sum so far.
#[derive(Clone, Debug)]
pub struct Checksum(u32);

impl Default for Checksum {
    fn default() -> Self {
        Self::new()
    }
}

impl Checksum {
    /// Of nothing.
    pub const fn new() -> Self {
        Self(u32::MAX)
    }

    /// The next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        let tables = &*TABLES;
        let mut sum = self.0;
        let (steps, rest) = bytes.as_chunks::<8>();
        for step in steps {
            // The sum lies over the first four bytes of the step.
            sum = (u64::from_le_bytes(*step) ^ u64::from(sum))
                .to_le_bytes()
                .iter()
                .zip(tables.iter().rev())
                .fold(0, |sum, (byte, table)| sum ^ table[usize::from(*byte)]);
        }
        for byte in rest {
            let [low, ..] = sum.to_le_bytes();
            sum = sum >> 8 ^ tables[0][usize::from(low ^ byte)];
        }
        self.0 = sum;
    }

    /// Of all bytes so far.
    pub const fn value(&self) -> u32 {
        !self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    #[test]
    fn known_sums() {
        let of = |bytes: &[u8], piece: usize| {
            let mut sum = Checksum::new();
            bytes.chunks(piece).for_each(|piece| sum.add(piece));
            sum.value()
        };
        let sentence = b"The quick brown fox jumps over the lazy dog";
        for piece in [1, 3, 8, 13, 100] {
            assert_eq!(of(b"123456789", piece), 0xcbf4_3926);
            assert_eq!(of(sentence, piece), 0x414f_a339);
        }
        assert_eq!(of(b"", 1), 0);
    }
}
