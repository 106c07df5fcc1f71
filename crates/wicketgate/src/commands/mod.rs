//! One file for each command.

pub mod audit;
pub mod backup;
pub mod budget;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod http;
pub mod init;
pub mod key;
pub mod mask;
pub mod pages;
pub mod rules;
pub mod scan;
pub mod secret;
pub mod serve;
