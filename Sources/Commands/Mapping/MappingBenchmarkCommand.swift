import ArgumentParser
import Connectors
import Sandbox
import Shopify
import SyncModel

/// Measures the shipped order mapping on one core, for `Benchmarks/mapping/run`.
struct MappingBenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Measure how fast records are mapped, and how fast a large mapping loads.",
        discussion: """
            Example: sluice mapping benchmark --seconds 10 --json
            """,
        shouldDisplay: false
    )

    @Option(help: "How long records are mapped, in seconds.")
    var seconds = 5

    @OptionGroup var json: JSONOption

    private struct Report: Encodable {
        var recordsPerSecond: Int
        var fieldsEach: Int
        var loadMilliseconds: Double
        var loadedFields: Int
    }

    func run() throws {
        let mapping = try MappingCompiler().compile(
            try YAMLDocument.parse(HubSpotDefaultMapping.text, file: "(shipped mapping)")
        )
        let (rate, fields) = try mapped(mapping, try Self.orders(500))
        let count = 200
        let report = Report(
            recordsPerSecond: rate,
            fieldsEach: fields,
            loadMilliseconds: try loading(fields: count),
            loadedFields: count
        )
        if json.isOn { return try Output.json(report) }
        Output.line(
            "default order mapping: \(report.recordsPerSecond) records/s of \(report.fieldsEach) fields, one core"
        )
        Output.line("a mapping of \(count) fields: loaded in \(report.loadMilliseconds) ms")
    }

    /// Records in a second, and the fields of each.
    private func mapped(_ mapping: CompiledMapping, _ inputs: [MappingInput]) throws -> (rate: Int, fields: Int) {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start.advanced(by: .seconds(seconds))
        var (records, fields) = (0, 0)
        repeat {
            for input in inputs {
                guard case .content(let content) = try mapping.map(input) else { continue }
                records += 1
                fields += content.fields.count
            }
        } while clock.now < end
        let spent = start.duration(to: clock.now) / .seconds(1)
        return (Int(Double(records) / spent), fields / max(records, 1))
    }

    /// The best of five, since the first run pays for what is made once.
    private func loading(fields: Int) throws -> Double {
        let lines = (0..<fields).map { index in
            "    field_\(index): \"Order {order.name} of {customer.full_name | otherwise: 'nobody' | truncate: \(index + 1)}\""
        }
        let text = "order:\n  object: deal\n  fields:\n" + lines.joined(separator: "\n") + "\n"
        var times: [Duration] = []
        for _ in 0..<5 {
            times.append(
                try ContinuousClock().measure {
                    _ = try MappingCompiler().compile(try YAMLDocument.parse(text, file: "benchmark.mapping.yaml"))
                }
            )
        }
        return ((times.min() ?? .zero) / .milliseconds(1) * 10).rounded() / 10
    }

    /// Orders of a simulated shop, each with its customer, as their webhooks tell them.
    private static func orders(_ count: Int) throws -> [MappingInput] {
        var shop = SimulatedShop()
        let decoder = ShopifyReceiptDecoder()
        let store = StoreFacts(name: StoreName("benchmark"), domain: shop.settings.domain)
        return (0..<count).compactMap { index in
            let moment = SandboxTime(seconds: 1_790_000_000 + Int64(index))
            var order: OrderRecord?
            var customer: CustomerRecord?
            for delivery in shop.placeOrder(by: .newCustomer, at: moment).deliveries {
                let receipt = Receipt(
                    store: store.name,
                    webhookID: delivery.webhookID,
                    topic: delivery.topic,
                    receivedAt: Instant(seconds: moment.seconds),
                    body: delivery.body
                )
                guard case .changes(let parts) = decoder.decode(receipt) else { continue }
                for part in parts {
                    switch part {
                    case .order(let record): order = order?.merged(with: record) ?? record
                    case .customer(let record): customer = customer?.merged(with: record) ?? record
                    }
                }
            }
            return order.map { MappingInput(store: store, record: .order($0), customer: customer) }
        }
    }
}
