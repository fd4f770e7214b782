//! Setup, login, sessions, roles, invitations, the second factor.

mod pages;
mod recovery;
mod second_factor;
mod sessions;
mod setup;
mod team;

const NEW_PASSWORD: &str = "three unrelated words";

/// The part of an address of ours after the host.
fn path(link: &str) -> &str {
    let (_, rest) = link.split_once("://").expect("an address");
    &rest[rest.find('/').expect("a path")..]
}
