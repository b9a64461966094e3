/// A metric as it is announced: its name, kind and meaning, from the start.
package struct MetricDeclaration: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case counter
        case gauge
        case histogram
    }

    package var name: String
    package var kind: Kind
    package var labels: [String]
    package var help: String
    /// Upper bounds of a histogram's buckets, ascending.
    package var buckets: [Double]

    package init(_ name: String, _ kind: Kind, labels: [String] = [], buckets: [Double] = [], help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.buckets = buckets
        self.help = help
    }

    /// From the fastest delivery to a day of outage, in seconds.
    package static let delays: [Double] = [
        0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400,
    ]

    /// All that we measure.
    package static let all: [MetricDeclaration] = [
        MetricDeclaration(
            "sluice_webhooks_total",
            .counter,
            labels: ["store", "topic", "result"],
            help: "Deliveries by how they were answered; only accepted and unavailable ones have a topic."
        ),
        MetricDeclaration("sluice_inbox_backlog", .gauge, help: "Bytes made durable and not yet applied."),
        MetricDeclaration(
            "sluice_lanes",
            .gauge,
            labels: ["destination", "state"],
            help: "Records of a destination by their state."
        ),
        MetricDeclaration(
            "sluice_sync_lag_seconds",
            .histogram,
            labels: ["destination"],
            buckets: delays,
            help: "Time from receiving a change to the CRM's answer."
        ),
        MetricDeclaration(
            "sluice_oldest_dirty_seconds",
            .gauge,
            labels: ["destination"],
            help: "How long the oldest undelivered record has waited."
        ),
        MetricDeclaration(
            "sluice_last_webhook_timestamp_seconds",
            .gauge,
            labels: ["store"],
            help: "When the store's last delivery was accepted, in seconds since 1970."
        ),
        MetricDeclaration(
            "sluice_crm_requests_total",
            .counter,
            labels: ["destination", "status"],
            help: "Requests to a CRM by the status of the answer."
        ),
        MetricDeclaration(
            "sluice_crm_records_total",
            .counter,
            labels: ["destination", "outcome"],
            help: "Records sent to a CRM by what became of them."
        ),
        MetricDeclaration(
            "sluice_crm_quota_remaining",
            .gauge,
            labels: ["destination", "window"],
            help: "Requests that the CRM still allows in the window."
        ),
        MetricDeclaration(
            "sluice_shopify_points_available",
            .gauge,
            labels: ["store"],
            help: "Points that Shopify's Admin API still allows."
        ),
        MetricDeclaration(
            "sluice_backfill_records_total",
            .counter,
            labels: ["store", "kind"],
            help: "Records read by backfills."
        ),
        MetricDeclaration(
            "sluice_audit_differences",
            .gauge,
            labels: ["store", "destination"],
            help: "Differences that the last audit found."
        ),
        MetricDeclaration(
            "sluice_trace_spans_total",
            .counter,
            labels: ["result"],
            help: "Spans sent to the trace collector, or dropped since it did not take them in time."
        ),
    ]
}
