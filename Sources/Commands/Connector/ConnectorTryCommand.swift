import ArgumentParser
import Connectors
import Foundation
import Outbound
import SyncEngine
import SyncModel

struct ConnectorTryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Walk a sample record through find, create and update, and show what is sent and received.",
        discussion: """
            Example: sluice connector try yourcrm.yaml --dry-run
            Example: sluice connector try yourcrm.yaml --base-url http://127.0.0.1:9005 --credential token=CRM_API_KEY
            Example: sluice connector try yourcrm.yaml --mapping yourcrm.mapping.yaml --dry-run
            Example: sluice connector try builtin:espocrm --destination crm --keep

            Checks the description, then looks for a made-up customer and order in the CRM, makes them, changes them, looks \
            again, and removes them where the description says how (--keep leaves them; what cannot be removed is named). \
            Credentials are masked. --ca-file trusts a private certificate authority, as outbound.ca_file of sluice.yaml does. With \
            --destination, address and credentials are those of sluice.yaml; else --base-url says where, and each --credential \
            names the environment variable that holds one. A description that logs in with a refresh token needs --destination, \
            whose tokens are kept sealed in the store as "sluice serve" does: many services replace a refresh token with every \
            use, and --use-up-refresh-token is for one that may be lost. Where the description has batches, each is tried with \
            one record. --dry-run calls nothing and shows the requests. --sample takes a \
            webhook body instead of the made-up record. Exit codes: 0 all of it went well, 1 it did not, 2 the description or \
            the usage is wrong.
            """
    )

    @Argument(help: "The description: a file, or builtin:NAME.") var file: String
    @Option(help: "The destination of sluice.yaml whose address, credentials and mapping are used.")
    var destination: String?
    @Option(help: "Where the CRM's API is. Default: the description's own address.") var baseURL: String?
    @Option(help: "A credential, as NAME=ENVIRONMENT_VARIABLE; may be given several times.") var credential: [String] =
        []
    @Option(name: .customLong("ca-file"), help: "A PEM file with certificate authorities to trust beside the system's.")
    var caFile: String?
    @Option(help: "The mapping, for a description that brings none or instead of its own.") var mapping: String?
    @Option(help: "Only this kind of record: customer or order.") var kind: ShowCommand.Kind?
    @Option(help: "A file with a webhook body, instead of a made-up record.") var sample: String?
    @Flag(help: "Show the requests and call nothing.") var dryRun = false
    @Flag(help: "Leave the sample records in the CRM.") var keep = false
    @Flag(help: "Log in with a refresh token of --credential, although the one that replaces it is not kept.")
    var useUpRefreshToken = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard credential.allSatisfy({ $0.contains("=") && !$0.hasPrefix("=") }) else {
            throw ValidationError("--credential takes NAME=ENVIRONMENT_VARIABLE, such as token=CRM_API_KEY")
        }
    }

    func run() async throws {
        let trial = try trial()
        let kinds = kind.map { [$0.record] } ?? RecordKind.allCases
        if dryRun {
            let requests = try trial.rehearse(kinds)
            if json.isOn { return try Output.json(requests) }
            if trial.baseURL == nil {
                Output.line(
                    "Neither the description nor --base-url says where the CRM is: crm.example.com stands for it."
                )
            }
            for request in requests { ConnectorTrialScreen.show(request) }
            return
        }
        try trial.admit(acceptsLoss: useUpRefreshToken)
        let report = try await trial.run(kinds, keeps: keep) { step in
            if !json.isOn { ConnectorTrialScreen.show(step) }
        }
        if json.isOn { try Output.json(report) }
        guard report.allSatisfy(\.isFine) else { throw ExitCode(1) }
    }

    /// The trial that the options ask for.
    private func trial() throws -> ConnectorTrial {
        let configuration = try destination.map { _ in try config.load() }
        do {
            return try ConnectorTrial(
                try settings(configuration),
                configuration: configuration,
                sample: try sample.map(body),
                trustRootsFile: caFile
            )
        } catch let problems as DocumentProblems {
            throw CommandFailure.configuration(problems)
        }
    }

    /// The destination of the configuration, or one made of the options.
    private func settings(_ configuration: SluiceConfiguration?) throws -> DestinationSettings {
        let definition = file.hasPrefix("builtin:") ? file : URL(fileURLWithPath: file).path
        if let destination, let configuration {
            var settings = try configuration.destination(named: destination)
            settings.type = "rest"
            settings.definition = definition
            settings.baseURL = baseURL ?? settings.baseURL
            settings.mappingFile = mappingFile ?? settings.mappingFile
            return settings
        }
        var credentials: [String: Secret] = [:]
        for pair in credential {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, let value = ProcessInfo.processInfo.environment[sides[1]], !value.isEmpty else {
                throw CommandFailure.usage("--credential \(pair): the environment variable is not set.")
            }
            credentials[sides[0]] = Secret(value)
        }
        return DestinationSettings(
            name: DestinationName("try"),
            type: "rest",
            mode: .live,
            stores: [],
            credentials: credentials,
            account: nil,
            baseURL: baseURL,
            apiVersion: nil,
            objects: [:],
            definition: definition,
            mappingFile: mappingFile,
            quotaShare: 1,
            callsPerTenSeconds: nil,
            concurrency: 1
        )
    }

    private var mappingFile: String? { mapping.map { URL(fileURLWithPath: $0).path } }

    private func body(_ file: String) throws -> SampleBody {
        try SampleBody(file: file, kind: kind?.record, store: StoreName("sample"))
    }
}
