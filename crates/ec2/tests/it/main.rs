//! The channel against the double, step by step and as whole publications; and against moto where it goes that far.

#[cfg(test)]
mod chain;
#[cfg(test)]
mod copy;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod moto;
#[cfg(test)]
mod register;
#[cfg(test)]
mod release;
#[cfg(test)]
mod upload;
#[cfg(test)]
mod withdraw;
#[cfg(test)]
mod world;
