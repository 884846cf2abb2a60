//! The same, at length.

mod cuts;
mod ends;
mod evidence;
