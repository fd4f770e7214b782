//! Runs a script: script, state and event in; new state and effects out. Pure.
