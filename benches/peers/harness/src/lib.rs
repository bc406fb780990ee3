//! What the two processes of the peers benchmark share: the operations, the token and its test keys, the check of a
//! contender's outcome, the stopwatch, and the wire between the processes.

mod case;
mod claims;
mod contender;
pub mod keys;
mod operation;
pub mod process;
pub mod reference;
mod task;

pub use case::Case;
pub use claims::{AUDIENCE, Claims, ISSUER};
pub use contender::{Contender, Library, Name, Role, contenders};
pub use operation::{Action, Algorithm, Operation, PAYLOAD_SIZES, Payload};
pub use task::Task;
