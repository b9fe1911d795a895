//! The double seen from outside: plain forms for every rule, the official SDK as the judge.

#[cfg(test)]
mod buckets;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod ebs;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fresh;
#[cfg(test)]
mod images;
#[cfg(test)]
mod network;
#[cfg(test)]
mod outside;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod sdk;
#[cfg(test)]
mod sharing;
#[cfg(test)]
mod snapshots;
#[cfg(test)]
mod ssm;
#[cfg(test)]
mod support;
