//! Where defaults come from.

/// How well a default is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Read in the primary source.
    Verified,
    /// Read in a secondary source.
    Secondary,
    /// Well known, recalled.
    Recalled,
    /// A workshop assumption: pick and edit.
    Assumed,
    /// Computed from other entries.
    Computed,
}

impl Evidence {
    /// A word for it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Secondary => "secondary source",
            Self::Recalled => "well known",
            Self::Assumed => "assumption",
            Self::Computed => "computed",
        }
    }
}

/// A publication or a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Short key.
    pub key: &'static str,
    /// What it is, as one would cite it.
    pub title: &'static str,
    /// Where to read it; empty where there is no stable address.
    pub link: &'static str,
}

/// The source with this key.
#[must_use]
pub fn source(key: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.key == key)
}

const SOURCES: &[Source] = &[
    Source {
        key: "S-2",
        title: "Latency and price book after napkin-math and the SRE book",
        link: "https://github.com/sirupsen/napkin-math",
    },
    Source {
        key: "S-3",
        title: "AWS Auto Scaling user guide, example prices",
        link: "https://docs.aws.amazon.com/autoscaling/",
    },
    Source {
        key: "S-5",
        title: "Published price tables of API gateways and GPU machines",
        link: "https://aws.amazon.com/api-gateway/pricing/",
    },
    Source {
        key: "S-9",
        title: "Feast feature server benchmarks",
        link: "https://github.com/feast-dev/feast-benchmarks",
    },
    Source {
        key: "S-12",
        title: "Confluent, broker latency benchmark",
        link: "https://www.confluent.io/blog/kafka-fastest-messaging-system/",
    },
    Source {
        key: "S-14",
        title: "Uber, Meet Michelangelo: P95 under 5 ms, under 10 ms with stored features",
        link: "https://www.uber.com/blog/michelangelo-machine-learning-platform/",
    },
    Source {
        key: "S-22",
        title: "Fraud Detection Handbook",
        link: "https://fraud-detection-handbook.github.io/fraud-detection-handbook/",
    },
    Source {
        key: "S-26",
        title: "Merchant fraud surveys quoting CyberSource: about 5 minutes an order",
        link: "",
    },
    Source {
        key: "S-29",
        title: "Chargeback guides: up to 120 days",
        link: "https://www.chargeback.com/",
    },
    Source {
        key: "S-42",
        title: "Stripe, How we built it: Stripe Radar (decision in under 100 ms)",
        link: "https://stripe.com/blog/how-we-built-it-stripe-radar",
    },
    Source { key: "S-17", title: "Reported cold starts of serverless and GPU servers", link: "" },
    Source {
        key: "S-18",
        title: "Measured speed of gpt-4o-mini, community thread 1307310",
        link: "https://community.openai.com/",
    },
    Source { key: "S-19", title: "Price lists of language model APIs, 2025", link: "" },
    Source {
        key: "S-20",
        title: "Coral, Edge TPU performance benchmarks",
        link: "https://coral.ai/docs/edgetpu/benchmarks/",
    },
    Source {
        key: "S-21",
        title: "Faiss, notes on HNSW benchmarks",
        link: "https://github.com/facebookresearch/faiss",
    },
    Source {
        key: "S-24",
        title: "Netflix Hystrix, HystrixCommandProperties",
        link: "https://github.com/Netflix/Hystrix",
    },
    Source {
        key: "S-25",
        title: "resilience4j defaults as documented by Apache Camel",
        link: "https://camel.apache.org/",
    },
    Source { key: "S-28", title: "Wring, prices of ground truth, 2026", link: "" },
    Source {
        key: "S-30",
        title: "Kohavi and Chen, False positives in A/B tests, KDD 2024",
        link: "",
    },
    Source {
        key: "S-31",
        title: "Kubernetes, horizontal pod autoscaling",
        link: "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
    },
    Source {
        key: "S-38",
        title: "river, sources of its drift detectors",
        link: "https://github.com/online-ml/river",
    },
    Source { key: "Q-1", title: "Exponential service: Erlang's M/M/c", link: "" },
    Source {
        key: "SRE-21",
        title: "Google SRE book, Handling Overload: at most three attempts",
        link: "https://sre.google/sre-book/handling-overload/",
    },
    Source {
        key: "AWS-JITTER",
        title: "AWS, Exponential backoff and jitter",
        link: "https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/",
    },
];
