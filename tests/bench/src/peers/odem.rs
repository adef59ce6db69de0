//! odem-rs 0.4: an agent per customer, who seizes the one facility. There is no multi-server
//! facility, so it runs M/M/1 only.

use std::cell::RefCell;

use odem_rs::prelude::*;
use windtunnel_bench::Outcome;
use windtunnel_sim::stats::{Purpose, Stream};

#[derive(Config)]
struct Shop {
    desk: Facility,
    services: RefCell<Stream>,
    waits: RefCell<Vec<f64>>,
}

struct Customer;

impl Behavior<Shop> for Customer {
    type Output = ();

    async fn actions(&self, sim: &Sim<Shop>) {
        let since = sim.now();
        let shop = sim.global();
        let desk = shop.desk.seize().await;
        shop.waits.borrow_mut().push(sim.now() - since);
        let service = shop.services.borrow_mut().exponential();
        sim.advance(service).await;
        desk.release();
    }
}

/// Runs M/M/1 with unit service rate.
///
/// # Errors
/// What the engine says.
pub fn run(rate: f64, customers: u64, seed: u64) -> Result<Outcome, String> {
    let shop = Shop {
        desk: Facility::new(),
        services: RefCell::new(Stream::new(seed, 0, "s0", Purpose::Service)),
        waits: RefCell::new(Vec::with_capacity(customers as usize)),
    };
    let simulator = Simulator::new(shop);
    let gone = simulator.run(async |sim| {
        let mut arrivals = Stream::new(seed, 0, "in", Purpose::Arrivals);
        for _ in 0..customers {
            sim.advance(arrivals.exponential() / rate).await;
            sim.spawn(Customer);
        }
        // The desk is first come, first served: who has it now comes after all customers.
        sim.global().desk.seize().await.release();
    });
    gone.map_err(|error| error.to_string())?;
    let shop = simulator.into_inner();
    let waits = shop.waits.into_inner();
    let mean = waits.iter().sum::<f64>() / waits.len() as f64;
    Ok(Outcome { events: 2 * waits.len() as u64, mean })
}
