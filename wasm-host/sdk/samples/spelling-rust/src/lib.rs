//! A spelling checker for comments and prose: words that are nearly one of a list.

use ropewalk::{op, severity, Buffer, Extension, Request, Span, OWN};
use std::collections::HashSet;

struct Spelling;
ropewalk::extension!(Spelling);

const WORDS: &str = include_str!("words.txt");
const SHORTEST: usize = 4;

/// Words by their place in the text: letters only; names with capitals inside are left alone.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() >= SHORTEST)
        .filter(|word| word.chars().skip(1).all(char::is_lowercase))
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Whether one letter was left out, added, replaced or swapped with the next.
fn is_near(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if a.len().abs_diff_compat(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    match (a.len(), b.len()) {
        (0, 1) | (1, 0) | (1, 1) => true,
        (2, 2) => a[0] == b[1] && a[1] == b[0],
        _ => false,
    }
}

/// `usize::abs_diff` is younger than Debian's compiler.
trait AbsDiff {
    fn abs_diff_compat(self, other: Self) -> Self;
}

impl AbsDiff for usize {
    fn abs_diff_compat(self, other: usize) -> usize {
        self.max(other) - self.min(other)
    }
}

struct Mistake<'a> {
    from: usize,
    to: usize,
    word: &'a str,
    meant: &'static str,
}

fn mistakes(text: &str) -> Vec<Mistake<'_>> {
    let list: Vec<&'static str> = WORDS.lines().collect();
    let known: HashSet<&str> = list.iter().copied().collect();
    words(text)
        .filter_map(|(from, word)| {
            let lower = word.to_lowercase();
            if known.contains(lower.as_str()) {
                return None;
            }
            let meant = list
                .iter()
                .filter(|each| each.len() >= SHORTEST)
                .find(|each| is_near(&lower, each))?;
            // "lists" is as near to "list" as a mistake is.
            if lower.strip_suffix('s') == Some(meant) {
                return None;
            }
            Some(Mistake { from, to: from + word.len(), word, meant })
        })
        .collect()
}

impl Extension for Spelling {
    fn answer(mut request: Request<'_>, answer: &mut Buffer) {
        let text = match request.op {
            op::DIAGNOSTICS | op::CODE_ACTIONS => ropewalk::text(OWN),
            _ => None,
        };
        let text = match text {
            Some(text) => text,
            None => return,
        };
        let span = Span::new("spell");
        let found = mistakes(&text);
        drop(span);
        if request.op == op::DIAGNOSTICS {
            answer.put_u32(found.len());
            for each in found {
                answer.put_u32(each.from).put_u32(each.to);
                answer.put_u8(severity::INFORMATION).put_u8(0).put_text("spelling");
                answer.put_text(&format!("\"{}\": is \"{}\" meant?", each.word, each.meant));
                answer.put_u32(0);
            }
        } else {
            let (from, to) = (request.rest.u32(), request.rest.u32());
            let here: Vec<_> = found.iter().filter(|m| m.from <= to && m.to >= from).collect();
            answer.put_u32(here.len());
            for each in here {
                answer.put_text(&format!("Write \"{}\"", each.meant));
                answer.put_u8(1).put_u8(1).put_text("spelling").put_u32(1);
                answer.put_text("").put_u32(each.from).put_u32(each.to).put_text(each.meant);
                answer.put_text("").put_text("");
            }
        }
    }
}
