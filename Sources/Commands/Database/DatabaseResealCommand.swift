import ArgumentParser
import SyncEngine
import SyncModel

struct DatabaseResealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reseal",
        abstract: "Seal what the store holds of people under storage.seal_key, whatever it was sealed with before.",
        discussion: """
            Example: sluice db reseal
            Example: sluice db reseal --json
            Example: sluice db reseal --inboxes-empty

            To change the key: put the new one into storage.seal_key and the one before into storage.old_seal_keys, restart all \
            servers, run this, and then take the old one out. To seal a store that was readable: set storage.seal_key, restart, \
            run this. To make one readable again: move the key into storage.old_seal_keys, restart, run this. A server may run \
            meanwhile; what is interrupted is taken up by the next run. Backups stay under the key they were made with. Where \
            several servers have inboxes of their own, run it on each, and a last time with --inboxes-empty once each has said \
            that no webhook waits there. Exit codes: 0 done, 4 something is still under another key, or may be, or a row \
            could not be read: it is named and passed over.
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @Flag(
        name: .customLong("inboxes-empty"),
        help: "\"db reseal\" has said on every other server that no webhook waits there."
    )
    var areInboxesEmpty = false

    func run() async throws {
        let configuration = try config.load()
        let report = try await StoreSession.explaining(configuration) {
            try await Resealing(configuration: configuration, areInboxesEmpty: areInboxesEmpty).run(by: actor.name)
        }
        if json.isOn { try Output.json(report) } else { for line in report.lines { Output.line(line) } }
        if report.needsPerson { throw ExitCode(4) }
    }
}
