/// The keys of `sluice.yaml` that running it from day to day is set by.
enum OperationsShape {
    static let retention: [ConfigurationKey] = [
        .init(
            "receipts_days",
            .integer(1...3_650),
            "Days that webhooks are kept as they came, for show, replay and export. Default: 60."
        ),
        .init(
            "deleted_days",
            .integer(1...3_650),
            "Days after which all that is known of a record deleted in Shopify is forgotten, but that it was there. Default: 90."
        ),
        .init(
            "deliveries_days",
            .integer(1...3_650),
            "Days that is kept what was sent to the CRM, for show and export. Default: 90."
        ),
        .init("log_days", .integer(1...3_650), "Days that the log of who changed what is kept. Default: 365."),
    ]

    static let tracing: [ConfigurationKey] = [
        .init(
            "otlp_url",
            .text,
            required: true,
            "Where a collector takes traces by OTLP over HTTP in JSON, such as http://127.0.0.1:4318; /v1/traces is added where"
                + " no path is named."
        ),
        .init("headers", .table(.text), "Headers that the collector asks for, such as a key."),
        .init("sample", .number(0...1), "The part of all webhooks that is traced. Default: 0.1."),
    ]

    static let alerts: [ConfigurationKey] = [
        .init(
            "webhook",
            .text,
            "Where alerts are sent as Slack's JSON: an incoming webhook of Slack, Mattermost or the like. Absent: only status"
                + " and the log tell."
        ),
        .init("lag_minutes", .integer(1...10_080), "Minutes that a record of live traffic may wait. Default: 15."),
        .init(
            "failures",
            .integer(1...1_000_000),
            "How many parked records of a destination are too many. Default: 10."
        ),
        .init(
            "silence_hours",
            .integer(1...8_760),
            "Hours that a store may send nothing. Absent: only what is unusual for the store counts."
        ),
        .init(
            "notice_days",
            .integer(1...365),
            "Days before a token or an API version ends that it is told. Default: 30."
        ),
    ]
}
