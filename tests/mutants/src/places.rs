//! The expressions of a file around which a choice between mutants may stand.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::Genre;

#[derive(Clone)]
pub struct Place {
    pub range: Range<usize>,
    /// An expression that is a statement needs no parentheses, and with them it would need a semicolon.
    pub is_statement: bool,
    genre: Genre,
    /// What identifies the mutants of this expression: the operator, or each arm, the guard, the whole.
    spots: Vec<Range<usize>>,
}

#[derive(Default)]
pub struct Places {
    places: Vec<Place>,
    /// The `const` of each `const fn`, with the space behind it.
    pub const_tokens: Vec<(String, Range<usize>)>,
    statements: Vec<Range<usize>>,
}

impl Places {
    pub fn find(file: &syn::File) -> Self {
        let mut places = Self::default();
        places.visit_file(file);
        places
    }

    /// The smallest expression that has this mutant.
    pub fn around(&self, genre: Genre, mutated: &Range<usize>) -> Option<Place> {
        let holds = |place: &&Place| {
            place.genre == genre
                && place.spots.iter().any(|spot| spot.start <= mutated.start && mutated.end <= spot.end)
        };
        self.places.iter().filter(holds).min_by_key(|place| place.range.len()).cloned()
    }

    fn add(&mut self, genre: Genre, range: Range<usize>, spots: Vec<Range<usize>>) {
        let is_statement = self.statements.contains(&range);
        self.places.push(Place { range, is_statement, genre, spots });
    }

    fn signature(&mut self, signature: &syn::Signature) {
        if let Some(token) = &signature.constness {
            let start = token.span.byte_range().start;
            let end = match (&signature.asyncness, &signature.unsafety, &signature.abi) {
                (Some(next), _, _) => next.span.byte_range().start,
                (_, Some(next), _) => next.span.byte_range().start,
                (_, _, Some(next)) => next.extern_token.span.byte_range().start,
                _ => signature.fn_token.span.byte_range().start,
            };
            self.const_tokens.push((signature.ident.to_string(), start..end));
        }
    }
}

impl<'ast> Visit<'ast> for Places {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.signature(&item.sig);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.signature(&item.sig);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        if let syn::Stmt::Expr(expression, _) = statement {
            self.statements.push(expression.span().byte_range());
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        // `let` must stand in a condition, not in the branch of a choice.
        if !has_let(&binary.left) && !has_let(&binary.right) {
            self.add(Genre::BinaryOperator, binary.span().byte_range(), vec![binary.op.span().byte_range()]);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        self.add(Genre::UnaryOperator, unary.span().byte_range(), vec![unary.op.span().byte_range()]);
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_match(&mut self, matching: &'ast syn::ExprMatch) {
        let arms = matching.arms.iter().map(|arm| arm.span().byte_range()).collect();
        self.add(Genre::MatchArm, matching.span().byte_range(), arms);
        visit::visit_expr_match(self, matching);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some((_, guard)) = &arm.guard {
            let range = guard.span().byte_range();
            self.add(Genre::MatchArmGuard, range.clone(), vec![range]);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_struct(&mut self, literal: &'ast syn::ExprStruct) {
        let range = literal.span().byte_range();
        self.add(Genre::StructField, range.clone(), vec![range]);
        visit::visit_expr_struct(self, literal);
    }
}

fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        syn::Expr::Paren(inner) => has_let(&inner.expr),
        _ => false,
    }
}
