import ArgumentParser
import Foundation
import Logging
import Sandbox
import ServiceLifecycle
import SyncModel
import Web

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch a live sync: a simulated shop, this server and a simulated HubSpot in one process.",
        discussion: """
            Example: sluice demo
            Example: sluice demo --rate 20 --seconds 30
            Example: sluice demo --trouble

            Needs nothing and leaves nothing behind: a temporary database, loopback only. Prints each record that is \
            written in the simulated HubSpot, with the delay from the webhook's arrival to HubSpot's answer. Ctrl-C ends it.
            --trouble plants a mistake in the mapping, so that some orders fail: the dashboard says which and why, and the
            mapping can be mended and read anew while the demo runs.
            """
    )

    @Option(help: "Actions of the simulated shop in a second.") var rate = 2.0
    @Option(help: "The address to listen on. Default: 127.0.0.1:8080, or a free port where that is taken.")
    var listen: String?
    @Option(help: "Stop by itself after this many seconds.") var seconds: Int?
    @Flag(help: "Plant a mistake in the mapping, to find and to mend on the dashboard.") var trouble = false

    func validate() throws {
        guard rate > 0, rate <= 1_000 else { throw ValidationError("--rate takes a number above 0, at most 1000") }
        if let listen, ListenAddress(listen)?.isLoopback != true {
            throw ValidationError("--listen takes an address on this machine, such as 127.0.0.1:8080")
        }
        if let seconds, seconds < 1 { throw ValidationError("--seconds takes a number from 1") }
    }

    func run() async throws {
        LogOutput.start(level: .warning)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-demo-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let view = DemoView { Output.line($0) }
        let address = chosenAddress(view)
        do {
            try await DemoServices(
                sandbox: SandboxServer(),
                folder: folder,
                listen: address,
                rate: rate,
                seconds: seconds,
                hasTrouble: trouble,
                view: view
            ).run()
        } catch {
            var configuration = SluiceConfiguration(file: "demo")
            configuration.server.listen = address
            throw ServerFailure.explained(error, configuration: configuration)
        }
        view.ended()
    }

    /// What was asked for, else the usual address, else a free port.
    private func chosenAddress(_ view: DemoView) -> ListenAddress {
        if let address = listen.flatMap({ ListenAddress($0) }) { return address }
        let usual = ServerSettings().listen
        guard !LoopbackPort.isFree(usual.port) else { return usual }
        view.note("\(usual) is taken by another program, so the demo takes a free port.")
        return ListenAddress(host: usual.host, port: 0)
    }
}
