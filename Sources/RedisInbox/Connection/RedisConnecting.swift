#if RedisStreams
#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import NIOCore
import NIOPosix
import NIOSSL
import SyncModel

/// Opens connections: TCP, TLS with the server's name checked, login, database.
package struct RedisConnecting: Sendable {
    private let address: RedisAddress
    private let tls: NIOSSLContext?

    /// Whoever sends a webhook waits for five seconds, and there may be a disk to turn to.
    static let patience = TimeAmount.seconds(2)

    /// - Parameters:
    ///   - address: the server's.
    ///   - trustRootsFile: a PEM file of authorities that are trusted beside the system's.
    /// - Throws: `RedisFailure.unusable` where TLS is wanted and the file cannot be read.
    package init(_ address: RedisAddress, trustRootsFile: String? = nil) throws(RedisFailure) {
        self.address = address
        guard address.usesTLS else {
            tls = nil
            return
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        do {
            if let trustRootsFile {
                configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(trustRootsFile))]
            }
            tls = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .unusable("TLS cannot be set up: outbound.ca_file must be a readable PEM file with a certificate")
        }
    }

    func connect() async throws(RedisFailure) -> RedisConnection {
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(Self.patience)
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelInitializer { [tls, host = address.host] channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let tls {
                            // An address has no name to be told; the certificate is checked for it all the same.
                            let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
                            try channel.pipeline.syncOperations.addHandler(
                                NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host)
                            )
                        }
                        try channel.pipeline.syncOperations.addHandler(RedisChannelHandler())
                    }
                }
                .connect(host: address.host, port: address.port).get()
        } catch {
            throw Self.failure(error)
        }
        let connection = RedisConnection(channel)
        do throws(RedisFailure) {
            try await logIn(connection)
        } catch {
            connection.close()
            throw error
        }
        return connection
    }

    private func logIn(_ connection: RedisConnection) async throws(RedisFailure) {
        var commands: [RedisCommand] = []
        if let password = address.password {
            commands.append(RedisCommand(["AUTH"] + [address.user, password.reveal()].compactMap { $0 }))
        }
        if address.database != 0 { commands.append(["SELECT", "\(address.database)"]) }
        commands.append(["PING"])
        for reply in try await connection.send(commands) { _ = try Self.usable(reply) }
    }

    private static func usable(_ reply: RedisReply) throws(RedisFailure) -> RedisReply {
        if case .refusal(let refusal) = reply, refusal.code == "ERR", refusal.message.contains("DB index") {
            throw .unusable("Redis has no database of that number. Correct the number behind the port in inbox.url")
        }
        // A user may be forbidden to ask this; whatever was asked, the login is good.
        if case .refusal(let refusal) = reply, refusal.code == "NOPERM", refusal.message.contains("ping") {
            return .null
        }
        return try reply.accepted()
    }

    /// What an error of the network means, without addresses of memory and the like.
    static func failure(_ error: any Error) -> RedisFailure {
        switch error {
        case let failure as RedisFailure: return failure
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first?.error { return failure(first) }
            return .unreachable("the name \(error.host) is not known")
        case let error as IOError: return .unreachable(String(cString: strerror(error.errnoCode)).lowercased())
        case ChannelError.connectTimeout: return .unreachable("it did not answer in time")
        case NIOSSLError.handshakeFailed(let cause):
            guard "\(cause)".contains("CERTIFICATE_VERIFY_FAILED") else {
                return .unreachable("it does not speak TLS there; plain Redis is redis://")
            }
            return .unreachable(
                "its certificate is of no authority that is trusted; a private one goes into outbound.ca_file"
            )
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            return .unreachable("its certificate is for another name than that in inbox.url")
        default: return .unreachable("\(error)")
        }
    }
}

/// An open connection; commands of many tasks share it.
package struct RedisConnection: Sendable {
    private let channel: any Channel

    init(_ channel: any Channel) { self.channel = channel }

    var isOpen: Bool { channel.isActive }

    func close() { channel.close(promise: nil) }

    /// Sends commands together and returns their answers; a refusal is an answer too.
    ///
    /// - Throws: `RedisFailure.unreachable`; whether the server took the commands is not known then.
    func send(
        _ commands: [RedisCommand],
        patience: TimeAmount = RedisConnecting.patience
    ) async throws(RedisFailure)
        -> [RedisReply]
    {
        let promise = channel.eventLoop.makePromise(of: [RedisReply].self)
        let request = RedisRequest(commands: commands, patience: patience, promise: promise)
        channel.write(request).whenFailure { error in promise.fail(RedisConnecting.failure(error)) }
        do {
            return try await promise.futureResult.get()
        } catch {
            throw RedisConnecting.failure(error)
        }
    }
}
#endif
