//! What keeps the server standing: whose requests they are, how many are too many, what is too slow.

mod callers;
mod rates;
mod wire;
