//! The guide, held against what it speaks of.

mod bounds;
mod languages;
mod manual;
mod reconnecting;
