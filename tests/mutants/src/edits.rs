//! Writes the new text of a file.

use std::fmt::Write as _;
use std::ops::Range;

use crate::places::Place;

/// Edits of a file, by bytes of the old text.
pub struct Edits<'s> {
    source: &'s str,
    choices: Vec<Choice>,
    /// Numbers and values of mutants that return at once, by the start of the body.
    beginnings: Vec<(usize, usize, String)>,
    deletions: Vec<Range<usize>>,
    text: String,
    written: Vec<(usize, Range<usize>)>,
}

/// An expression and its mutants.
struct Choice {
    place: Place,
    mutants: Vec<(usize, Range<usize>, String)>,
}

impl<'s> Edits<'s> {
    pub fn new(source: &'s str) -> Self {
        Self {
            source,
            choices: Vec::new(),
            beginnings: Vec::new(),
            deletions: Vec::new(),
            text: String::new(),
            written: Vec::new(),
        }
    }

    pub fn delete(&mut self, range: Range<usize>) {
        self.deletions.push(range);
    }

    pub fn begin_with(&mut self, start: usize, number: usize, value: &str) {
        self.beginnings.push((start, number, value.to_owned()));
    }

    pub fn choose(&mut self, place: Place, range: Range<usize>, number: usize, replacement: &str) {
        let mutant = (number, range, replacement.to_owned());
        match self.choices.iter_mut().find(|choice| choice.place.range == place.range) {
            Some(choice) => choice.mutants.push(mutant),
            None => self.choices.push(Choice { place, mutants: vec![mutant] }),
        }
    }

    /// Returns the new text, and where each mutant stands in it.
    pub fn finish(mut self) -> (String, Vec<(usize, Range<usize>)>) {
        // Outer ones before inner ones.
        self.choices.sort_by_key(|choice| (choice.place.range.start, usize::MAX - choice.place.range.end));
        let choices = std::mem::take(&mut self.choices);
        self.render(0..self.source.len(), &choices);
        (self.text, self.written)
    }

    fn render(&mut self, range: Range<usize>, choices: &[Choice]) {
        let mut at = range.start;
        let mut rest = choices;
        while let Some((choice, others)) = rest.split_first() {
            let place = &choice.place;
            self.copy(at..place.range.start);
            let (inner, behind) =
                others.split_at(others.iter().take_while(|other| other.place.range.start < place.range.end).count());
            self.text.push_str(if place.is_statement { "" } else { "(" });
            for (number, mutated, replacement) in &choice.mutants {
                let start = self.text.len();
                let before = &self.source[place.range.start..mutated.start];
                let after = &self.source[mutated.end..place.range.end];
                write!(self.text, "if crate::mutant::is({number}) {{ {before} {replacement} {after}\n}} else ")
                    .expect("memory");
                self.written.push((*number, start..self.text.len()));
            }
            self.text.push_str("{ ");
            self.render(place.range.clone(), inner);
            self.text.push_str(if place.is_statement { "\n}" } else { "\n})" });
            at = place.range.end;
            rest = behind;
        }
        self.copy(at..range.end);
    }

    /// Copies what no choice is about, with beginnings and without deletions.
    fn copy(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let mut stops: Vec<_> = self.beginnings.iter().map(|beginning| beginning.0..beginning.0).collect();
        stops.dedup();
        stops.extend(self.deletions.iter().cloned());
        stops.retain(|stop| range.contains(&stop.start));
        stops.sort_by_key(|stop| stop.start);
        for stop in stops {
            self.text.push_str(&self.source[at..stop.start]);
            at = stop.end;
            for (place, number, value) in &self.beginnings {
                if *place == stop.start && stop.is_empty() {
                    let start = self.text.len();
                    write!(self.text, "if crate::mutant::is({number}) {{ return {value}; }} ").expect("memory");
                    self.written.push((*number, start..self.text.len()));
                }
            }
        }
        self.text.push_str(&self.source[at..range.end]);
    }
}
