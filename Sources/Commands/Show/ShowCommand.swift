import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Tell what happened to an order or a customer, and what happens next.",
        discussion: """
            Example: sluice show order 1001

            WHAT is an order's name or number (#1001, 1001), a numeric id, a GID, an e-mail address, or an address of \
            the Shopify admin. Several hits are listed, with exit code 2.
            """
    )

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case order
        case customer
    }

    @Argument(help: "order or customer.") var kind: Kind
    @Argument(help: "Which one.") var what: String
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        guard let term = SearchTermParser.parse(what) else {
            throw CommandFailure.usage("Say which \(kind.rawValue): a number, an id, a GID or an e-mail address.")
        }
        let configuration = try config.load()
        let session = try await StoreSession.open(configuration)
        let wanted: RecordKind = kind == .order ? .order : .customer
        let hits = try await session.store.find(term, kind: wanted, limit: 21)
        guard let hit = hits.first else {
            throw CommandFailure.failed(
                "No \(kind.rawValue) \"\(what)\" is known here. If it exists in Shopify, its webhook has not arrived."
            )
        }
        guard hits.count == 1 else {
            Output.error("\"\(what)\" fits several; name one by its id:")
            for record in hits.prefix(20) {
                let fields = record.record.name ?? record.record.foldedEmail ?? ""
                Output.error("  sluice show \(kind.rawValue) gid://shopify/\(kind.rawValue.capitalized)/\(record.key.id)   \(record.key.store) \(fields)")
            }
            throw ExitCode(2)
        }
        guard let story = try await session.store.story(of: hit.key, limit: 50) else {
            throw CommandFailure.failed("The record went away while it was being read; try again.")
        }
        if json.isOn {
            try Output.json(StoryReport(story: story, configuration: configuration))
        } else {
            StoryScreen(report: StoryReport(story: story, configuration: configuration), now: SystemClock().now).show()
        }
    }
}
