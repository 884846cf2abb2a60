//! stub
use crate::failure::Failure;
#[derive(clap::Args, Debug)]
pub(crate) struct Args {}
pub(crate) fn run(_: Args) -> Result<(), Failure> { Ok(()) }
