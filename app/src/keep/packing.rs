//! Deflate with words known beforehand: both sides begin as if they had just seen
//! `share_words.txt`, so that a design costs only what is its own.
//!
//! The file must never change: links that are out there were packed with it. Other words need
//! another link prefix.

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// Parameter names, kinds, and an ordinary design.
const WORDS: &[u8] = include_bytes!("share_words.txt");

/// How much time packing may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For links, where every letter counts: still quick on a design of a hundred kilobytes.
    Small = 9,
    /// For keeping after each change, recordings of megabytes too.
    Quick = 2,
}

/// Packs bytes.
pub fn pack(bytes: &[u8], effort: Effort) -> Vec<u8> {
    let mut packer = CompressorOxide::new(create_comp_flags_from_zip_params(effort as i32, 0, 0));
    // What the words themselves become is not sent.
    push(&mut packer, WORDS, TDEFLFlush::Sync, &mut Vec::new());
    let mut packed = Vec::new();
    push(&mut packer, bytes, TDEFLFlush::Finish, &mut packed);
    packed
}

fn push(packer: &mut CompressorOxide, mut bytes: &[u8], flush: TDEFLFlush, out: &mut Vec<u8>) {
    let mut piece = [0; 4096];
    loop {
        let (status, read, written) = compress(packer, bytes, &mut piece, flush);
        bytes = &bytes[read..];
        out.extend_from_slice(&piece[..written]);
        // A full piece may have more behind it.
        let is_done = bytes.is_empty() && written < piece.len();
        if status != TDEFLStatus::Okay || is_done {
            return;
        }
    }
}

/// Unpacks at most so many bytes; `None` where they are not packed, cut off, or more.
pub fn unpack(packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut unpacker = Box::<DecompressorOxide>::default();
    let mut all = WORDS.to_vec();
    let (mut at, mut read) = (all.len(), 0);
    loop {
        let room = (2 * all.len()).min(WORDS.len() + most + 1);
        all.resize(room, 0);
        let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, taken, given) =
            decompress(&mut unpacker, &packed[read..], &mut all, at, flags);
        read += taken;
        at += given;
        match status {
            TINFLStatus::Done if at <= WORDS.len() + most => {
                all.truncate(at);
                return Some(all.split_off(WORDS.len()));
            }
            TINFLStatus::HasMoreOutput if all.len() <= WORDS.len() + most => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let long: Vec<u8> = (0..200_000_u64).map(|at| (at * at % 251) as u8).collect();
        for effort in [Effort::Small, Effort::Quick] {
            for bytes in [&b""[..], b"a", WORDS, &long] {
                assert_eq!(unpack(&pack(bytes, effort), 1_000_000).as_deref(), Some(bytes));
            }
        }
        assert!(pack(WORDS, Effort::Small).len() < 200, "known words cost next to nothing");
    }

    #[test]
    fn too_much_and_cut_off_are_refused() {
        let packed = pack(&[7; 1000], Effort::Small);
        assert!(unpack(&packed, 1000).is_some());
        assert_eq!(unpack(&packed, 999), None);
        assert_eq!(unpack(&packed[..packed.len() - 1], 1000), None);
        let mut state = 1_u32;
        for length in 0..300 {
            let noise: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 24) as u8
                })
                .collect();
            drop(unpack(&noise, 10_000));
        }
    }

    /// Links depend on every byte of it.
    #[test]
    fn the_words_never_change() {
        let sum = WORDS
            .iter()
            .fold(0_u32, |sum, &byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        assert_eq!((WORDS.len(), sum), (10_191, 2_096_984_781));
    }
}
