import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct MappingPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Count the records that the mapping would send otherwise than they were sent, with examples.",
        discussion: """
            Example: sluice mapping plan
            Example: sluice mapping plan --destination hubspot --diff --json

            New and changed records use a changed mapping once the server runs with it; records that are in the CRM already \
            change by "sluice mapping apply" alone, which sends exactly what this counts. Nothing is called: what was \
            delivered last is known here. --diff reads the CRM too and sets what would be written beside what it holds; for a \
            destination with mode: shadow that is the report of what it would do. Where a server runs, the server reads.

            Exit codes: 0 done, 1 something could not be read, 2 the mapping or the usage is wrong, 3 --diff was left by Ctrl-C \
            before it was done, 4 it was paused by somebody.
            """
    )

    @OptionGroup var destination: MappingDestinationOption
    @Option(help: "Only this store's records. Default: all that go there.") var store: String?
    @Flag(help: "Set it beside what the CRM holds.") var diff = false
    @Option(help: "How many examples of each outcome at most.") var limit = 5
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard (0...MappingReport.keptExamples).contains(limit) else {
            throw ValidationError("--limit takes 0 to \(MappingReport.keptExamples).")
        }
    }

    func run() async throws {
        let configuration = try await config.loadMapped()
        let settings = try destination.chosen(configuration.settings)
        let checked = try await MappingCheck(settings, configuration).load(needsCRM: diff)
        checked.tell()
        let (mapping, missing) = (checked.mapping, checked.missing)
        let stores = try configuration.settings.stores(of: settings, named: store)
        var outputs: [MappingOutput] = []
        if diff {
            outputs = try await compared(settings, mapping, stores, configuration)
        } else {
            let session = try await StoreSession.open(configuration.settings)
            for store in stores {
                let report = try await planned(settings, mapping, store, session.store, configuration)
                outputs.append(MappingOutput(report, of: store.name, settings: settings, limit: limit))
            }
        }
        let running = try await running(configuration.settings)
        for index in outputs.indices {
            outputs[index].missingFields = missing.names
            outputs[index].runsAnother = running.differs(from: mapping, of: settings.name)
            if store != nil { outputs[index].isOneStore = true }
        }
        if json.isOn { return try Output.json(outputs) }
        for output in outputs {
            for line in MappingScreen(output: output, isCompared: diff).lines { Output.line(line) }
        }
        if let words = missing.words { Output.line(words) }
    }

    /// By what servers deliver now.
    private func running(_ configuration: SluiceConfiguration) async throws -> RunningMappings {
        guard StoreSession.exists(configuration) else { return RunningMappings() }
        return RunningMappings(try await StoreSession.open(configuration).store.nodes())
    }

    /// By our own books, page by page.
    private func planned(
        _ settings: DestinationSettings,
        _ mapping: CompiledMapping,
        _ shop: StoreSettings,
        _ store: any SyncStore,
        _ configuration: MappedConfiguration
    ) async throws -> MappingReport {
        let walk = MappingWalk(
            store,
            of: StoreFacts(name: shop.name, domain: shop.shop),
            to: settings.name,
            mapper: mapping,
            routing: RoutingTable(configuration),
            contacts: settings.contacts,
            adoption: settings.adoption,
            demand: shop.credentials == nil ? ReadDemand() : mapping.demand
        )
        var progress = MappingPlanProgress(shop.name, settings, mapping, isQuiet: json.isOn)
        progress.begin(try await walk.expected(mapping.kinds))
        var report = MappingReport()
        for kind in mapping.kinds {
            // Guests have numbers below zero.
            var last = Int64.min
            var isLast = false
            while !isLast {
                try Task.checkCancellation()
                let entries = try await walk.look(kind, .behind(last, limit: MappingWalk.size))
                for entry in entries { report.add(entry.standing, of: entry.audited.record) }
                last = entries.last?.audited.record.id ?? last
                isLast = entries.count < MappingWalk.size
                progress.read(entries.count)
            }
        }
        progress.end()
        return report
    }

    /// By what the CRM holds, as a job of each store's owner.
    private func compared(
        _ settings: DestinationSettings,
        _ mapping: CompiledMapping,
        _ stores: [StoreSettings],
        _ configuration: MappedConfiguration
    ) async throws -> [MappingOutput] {
        guard settings.mode.reads else {
            throw CommandFailure.usage(
                "Destination \(settings.name) is off, so its CRM is not called. Set mode: shadow to look at it."
            )
        }
        let session = try await JobSession(configuration, by: ActorOption.user)
        let spec = MappingSpec(
            .compare,
            destination: settings.name,
            kinds: mapping.kinds,
            fingerprint: mapping.fingerprint,
            document: try configuration.read(of: settings).source.text
        )
        let jobs = try await session.enqueue(.mapping(spec), for: stores)
        let ended = try await session.follow(jobs, showing: JobScreen(isQuiet: json.isOn))
        try JobEnding(jobs: ended, json: json, printsJobs: false).finish()
        guard ended.allSatisfy({ $0.state == .done }) else {
            throw CommandFailure.timedOut("The comparison is not finished; the same command goes on with it.")
        }
        var outputs: [MappingOutput] = []
        for job in ended {
            let report = try await session.store.mappingReport(of: job.id)
            outputs.append(MappingOutput(report, of: job.store, settings: settings, limit: limit))
        }
        return outputs
    }
}
