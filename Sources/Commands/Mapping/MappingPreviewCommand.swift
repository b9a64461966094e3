import ArgumentParser
import Foundation
import Shopify
import SyncEngine
import SyncModel

struct MappingPreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Print what would be sent to a destination for a record.",
        discussion: """
            Example: sluice mapping preview order 1001
            Example: sluice mapping preview order --sample order.json

            --sample takes a webhook body: an order or a customer as Shopify sends them. Without the kind, one with \
            line_items is taken for an order.
            """
    )

    @Argument(help: "Which kind of record.") var kind: ShowCommand.Kind?
    @Argument(help: "Which one: as for \"sluice show\".") var what: String?
    @Option(help: "A file with a webhook body, instead of a stored record.") var sample: String?
    @Option(help: "The destination. Default: the only one.") var destination: String?
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    private struct Report: Codable {
        struct Field: Codable {
            var name: String
            var value: String
            var write: String
            var adopted: String
        }

        var destination: String
        var object: String?
        var externalId: String?
        var skipped: String?
        var fields: [Field]
        var lines: [[Field]]
    }

    func validate() throws {
        guard sample == nil ? kind != nil && what != nil : what == nil else {
            throw ValidationError("Name a record (order 1001), or give a webhook body with --sample FILE.")
        }
    }

    func run() async throws {
        let configuration = try config.load()
        let settings = try chosenDestination(configuration)
        let mapping = try MappingLoader.load(settings)
        guard let store = configuration.stores.first else {
            throw CommandFailure.usage("The configuration has no store.")
        }
        var input: MappingInput
        if let sample {
            let record = try record(sample: sample, store: store.name)
            input = MappingInput(store: StoreFacts(name: store.name, domain: store.shop), record: record)
        } else {
            input = try await stored(configuration)
        }
        do throws(DeliveryFault) {
            try show(try mapping.map(input), destination: settings.name)
        } catch {
            throw CommandFailure.failed("The mapping cannot be applied: \(error.message)")
        }
    }

    private func chosenDestination(_ configuration: SluiceConfiguration) throws -> DestinationSettings {
        let names = configuration.destinations.map(\.name.rawValue)
        guard let destination else {
            guard !names.isEmpty else {
                throw CommandFailure.usage("\(configuration.file) has no destination, so there is no mapping.")
            }
            guard names.count == 1 else {
                throw CommandFailure.usage("Say which destination: --destination " + names.joined(separator: " | "))
            }
            return configuration.destinations[0]
        }
        return try configuration.destination(named: destination)
    }

    private func stored(_ configuration: SluiceConfiguration) async throws -> MappingInput {
        guard let kind, let what, let term = SearchTermParser.parse(what) else {
            throw CommandFailure.usage("Say which record.")
        }
        let store = try await StoreSession.open(configuration).store
        let hits = try await store.find(term, kind: kind == .order ? .order : .customer, limit: 3).withoutClaimedGuests
        guard let hit = hits.first, hits.count == 1 else {
            throw hits.isEmpty
                ? CommandFailure.failed("No \(kind.rawValue) \"\(what)\" is known here.")
                : CommandFailure.usage(
                    "\"\(what)\" fits several; \"sluice show \(kind.rawValue) \(what)\" lists them. Use the id."
                )
        }
        let domain = configuration.stores.first { $0.name == hit.key.store }?.shop ?? ""
        var customer: CustomerRecord?
        if let id = hit.record.customerID {
            let key = RecordKey(store: hit.key.store, kind: .customer, id: id)
            if case .customer(let known)? = try await store.record(key)?.record { customer = known }
        }
        return MappingInput(
            store: StoreFacts(name: hit.key.store, domain: domain),
            record: hit.record,
            customer: customer
        )
    }

    private func record(sample: String, store: StoreName) throws -> SyncRecord {
        guard let data = FileManager.default.contents(atPath: sample) else {
            throw CommandFailure.usage("The file \"\(sample)\" cannot be read.")
        }
        // An order is told from a customer by what only orders have.
        let isOrder = kind.map { $0 == .order } ?? String(decoding: data, as: UTF8.self).contains("\"line_items\"")
        let receipt = Receipt(
            store: store,
            webhookID: "sample",
            topic: isOrder ? "orders/updated" : "customers/update",
            receivedAt: SystemClock().now,
            body: [UInt8](data)
        )
        switch ShopifyReceiptDecoder().decode(receipt) {
        case .changes(let records):
            guard let record = records.first(where: { $0.kind == (isOrder ? .order : .customer) }) else {
                throw CommandFailure.failed("\"\(sample)\" holds neither an order nor a customer.")
            }
            return record
        case .ignored, .request:
            throw CommandFailure.failed("\"\(sample)\" holds neither an order nor a customer.")
        case .undecodable(let reason): throw CommandFailure.failed("\"\(sample)\" cannot be read: \(reason)")
        }
    }

    private func show(_ result: MappingResult, destination: DestinationName) throws(DeliveryFault) {
        var report = Report(destination: destination.rawValue, fields: [], lines: [])
        switch result {
        case .skipped(let reason): report.skipped = reason
        case .content(let content):
            report.object = content.object
            report.externalId = content.externalID
            report.fields = content.fields.map(Self.field)
            report.lines = content.lines.map { $0.fields.map(Self.field) }
        }
        if json.isOn {
            try? Output.json(report)
            return
        }
        if let skipped = report.skipped { Output.line("Not sent: \(skipped)") }
        if let object = report.object { Output.line("\(report.destination): \(object) \(report.externalId ?? "")") }
        Output.table(
            report.fields.map { [$0.name, $0.value.split(separator: "\n").joined(separator: " / "), $0.write] }
        )
        for line in report.lines {
            Output.line("  line")
            Output.table(line.map { [$0.name, $0.value] }, indent: "    ")
        }
    }

    private static func field(_ field: MappedField) -> Report.Field {
        Report.Field(
            name: field.name,
            value: field.value == .clear ? "(cleared)" : field.value.text,
            write: field.write.rawValue,
            adopted: field.adopted.rawValue
        )
    }
}
