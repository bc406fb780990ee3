//! `jwt`: shows, verifies and signs tokens, and makes keys, in the terminal.
//!
//! What a token says is never written to the terminal as it is: see `json_text`. Secrets and private keys are written to
//! files, or printed if the command says so.

mod arguments;
mod claims;
mod decode;
mod generate;
mod input;
mod json_text;
mod key_file;
mod screen;
mod sign;
mod times;
mod verify;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser;
use clap::error::ErrorKind;
use screen::Screen;

/// Why a command did not do what it was asked for.
enum Failure {
    /// The token, or what was to be signed, is not acceptable. Exit code 1.
    Refused(Refusal),
    /// The command could not begin: an argument, a file, a key. Exit code 2.
    Usage(String),
}

struct Refusal {
    /// The error of the crate.
    error: String,
    /// What may help, a line each.
    hints: Vec<String>,
    /// The claims that were rejected, each with its reason.
    rejected: Vec<(&'static str, String)>,
}

fn main() -> ExitCode {
    match Arguments::try_parse() {
        Ok(arguments) => run(&arguments),
        Err(answer) => help_or_error(&answer),
    }
}

/// Prints the help that was asked for, or what is wrong with the arguments.
fn help_or_error(answer: &clap::Error) -> ExitCode {
    if !matches!(answer.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // It repeats arguments, and one of them may be a hostile token.
        for line in answer.to_string().lines() {
            eprintln!("{}", json_text::escape_controls(line));
        }
        return ExitCode::from(2);
    }
    // `jwt --help`, `jwt verify --help`. In a longer command, such as `jwt verify --key FILE "$TOKEN"`, the token itself may
    // be `--help`, and a script must not take that for an accepted token.
    if std::env::args_os().len() > 3 {
        eprintln!("error: --help stands alone, or behind the name of a command. Give the token after `--`.");
        return ExitCode::from(2);
    }
    // Nobody may be there to read it.
    let _ = answer.print();
    ExitCode::SUCCESS
}

fn run(arguments: &Arguments) -> ExitCode {
    let screen = Screen::new(&arguments.output);
    let outcome = match &arguments.command {
        None => decode::run(&arguments.decode, &screen),
        Some(Command::Decode(decode)) => decode::run(decode, &screen),
        Some(Command::Verify(verify)) => verify::run(verify, &screen),
        Some(Command::Sign(sign)) => sign::run(sign, &screen),
        Some(Command::Generate(generate)) => generate::run(generate, &screen),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused(refusal)) => {
            screen.refused(&refusal);
            ExitCode::from(1)
        }
        Err(Failure::Usage(error)) => {
            screen.usage(&error);
            ExitCode::from(2)
        }
    }
}

impl Failure {
    fn refused(error: impl ToString) -> Self {
        Self::Refused(Refusal { error: error.to_string(), hints: Vec::new(), rejected: Vec::new() })
    }

    fn usage(error: impl ToString) -> Self {
        Self::Usage(error.to_string())
    }
}
