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
            Example: sluice demo --rate 5

            Needs nothing and leaves nothing behind: a temporary database, loopback only. Stop it with Ctrl-C.
            """
    )

    @Option(help: "Actions of the simulated shop in a second.") var rate = 2.0
    @Option(help: "The address to listen on; port 0 takes any free one.") var listen = "127.0.0.1:8080"
    @Option(help: "Stop by itself after this many seconds.") var seconds: Int?

    func validate() throws {
        guard rate > 0, rate <= 1_000 else { throw ValidationError("--rate takes a number between 0 and 1000") }
        guard let address = ListenAddress(listen), address.isLoopback else {
            throw ValidationError("--listen takes an address on this machine, such as 127.0.0.1:8080")
        }
    }

    func run() async throws {
        LogOutput.start(level: .warning)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-demo-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try await play(in: folder)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.failed("The demo stopped: \(error)")
        }
    }

    private func play(in folder: URL) async throws {
        let sandbox = SandboxServer()
        let view = DemoView()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (ready, announce) = AsyncStream.makeStream(of: Int.self)
            group.addTask {
                try await DemoServices(
                    sandbox: sandbox, folder: folder, listen: ListenAddress(listen) ?? ListenAddress(host: "127.0.0.1", port: 0),
                    rate: rate, seconds: seconds, view: view
                ).run(announce: announce)
            }
            group.addTask {
                for await port in ready {
                    view.started(port: port)
                    break
                }
            }
            try await group.next()
            try await group.waitForAll()
        }
        view.ended()
    }
}
