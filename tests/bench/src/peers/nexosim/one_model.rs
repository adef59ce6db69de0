//! The loop by hand as one model that schedules its own inputs.

use std::marker::PhantomData;
use std::sync::mpsc::{Sender, channel};

use nexosim::model::{BuildContext, Context, Model, ProtoModel, schedulable};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use windtunnel_bench::Outcome;

use super::{delay, seconds};
use crate::by_hand::Network;

/// What is not to be saved with the model: the network, and where its outcome goes when the
/// simulation is over.
pub struct Scene<N: Network> {
    network: N,
    outcome: Sender<Outcome>,
}

impl<N: Network> Drop for Scene<N> {
    fn drop(&mut self) {
        // Nobody listens any more only if the run failed, which is told anyway.
        self.outcome.send(self.network.outcome()).ok();
    }
}

#[derive(Serialize, Deserialize)]
pub struct Host<N>(PhantomData<N>);

#[Model(type Env = Scene<N>)]
impl<N: Network + Send + 'static> Host<N> {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>, scene: &mut Scene<N>) {
        scene.network.open(&mut |seconds, what| {
            let scheduled =
                context.schedule_event(delay(seconds), schedulable!(Host::<N>::happen), what);
            scheduled.expect("it is in the future");
        });
    }

    #[nexosim(schedulable)]
    fn happen(&mut self, what: u32, context: &Context<Self>, scene: &mut Scene<N>) {
        scene.network.happen(seconds(context.time()), what, &mut |seconds, what| {
            let scheduled =
                context.schedule_event(delay(seconds), schedulable!(Host::<N>::happen), what);
            scheduled.expect("it is in the future");
        });
    }
}

struct Prototype<N: Network>(Scene<N>);

impl<N: Network + Send + 'static> ProtoModel for Prototype<N> {
    type Model = Host<N>;

    fn build(self, _: &mut BuildContext<Self>) -> (Host<N>, Scene<N>) {
        (Host(PhantomData), self.0)
    }
}

/// Runs a network until nothing is left to happen.
///
/// # Errors
/// What the engine says.
pub fn run_loop(network: impl Network + Send + 'static) -> Result<Outcome, String> {
    let (outcome, outcomes) = channel();
    let model = Prototype(Scene { network, outcome });
    let bench = SimInit::with_num_threads(1).add_model(model, Mailbox::new(), "network");
    let mut simulation = bench.init(MonotonicTime::EPOCH).map_err(|error| error.to_string())?;
    simulation.run().map_err(|error| error.to_string())?;
    drop(simulation);
    outcomes.recv().map_err(|error| format!("the model is still alive: {error}"))
}
