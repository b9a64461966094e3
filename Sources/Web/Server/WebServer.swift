import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// One HTTP listener.
///
/// On shutdown it takes no more connections and finishes the requests it has begun.
///
/// Built on Hummingbird's server without its `Application`, whose logger and identifier for each request we do not use.
package struct WebServer: Service {
    private let address: ListenAddress
    private let routes: WebRoutes
    private let limits: ServerLimits
    private let proxies: [AddressRange]
    private let logger: Logger
    private let onListening: @Sendable (ListenAddress) async -> Void

    /// A server for one address; `onListening` is told the bound address once connections are taken; its port is never 0.
    ///
    /// Whom one of the `proxies` names as its client is taken for the client.
    package init(
        address: ListenAddress,
        routes: WebRoutes,
        limits: ServerLimits = ServerLimits(),
        proxies: [AddressRange] = AddressRange.loopback,
        logger: Logger,
        onListening: @escaping @Sendable (ListenAddress) async -> Void = { _ in }
    ) {
        self.address = address
        self.routes = routes
        self.limits = limits
        self.proxies = proxies
        self.logger = logger
        self.onListening = onListening
    }

    package func run() async throws {
        let address = address
        let onListening = onListening
        // Hummingbird tells of the address in its own words, at a level that an operator reads.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let connections = DescriptorLimit.connections(limits.connections, under: DescriptorLimit.raise())
        let server = try builder(ConnectionRoster(limit: connections)).buildServer(
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port),
                backlog: 1_024,
                // Reached only where all of them are being answered: further ones wait in the system's queue.
                availableConnectionsDelegate: MaximumAvailableConnections(
                    connections + DescriptorLimit.reserve / 4,
                    logger: quiet
                )
            ),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: quiet,
            responder: responder(),
            onServerRunning: { channel in
                await onListening(ListenAddress(host: address.host, port: channel.localAddress?.port ?? address.port))
            }
        )
        do {
            try await server.run()
        } catch {
            throw ListenFailure(error, address: address) ?? error
        }
    }

    private func builder(_ roster: ConnectionRoster) -> HTTPServerBuilder {
        let limits = limits
        return HTTPServerBuilder { responder in
            LoopBoundChannel(
                connection: HTTP1Channel(
                    responder: responder,
                    configuration: HTTP1Channel.Configuration(
                        additionalChannelHandlers: [RequestDeadlines(limits: limits, roster: roster)],
                        httpDecoderConfiguration: .init(
                            maxHeaderFieldSize: UnreadRequest.headerBytes,
                            maxHeaderListSize: UnreadRequest.allHeaderBytes,
                            maxHeaderFieldCount: UnreadRequest.headers
                        )
                    )
                )
            )
        }
    }

    private func responder() -> HTTPChannelHandler.Responder {
        let routes = routes
        let proxies = proxies
        let logger = logger
        let date = DateHeader()
        return { request, writer, channel in
            var response: Response
            do {
                response = try await routes.respond(
                    to: request,
                    client: ClientAddress(channel.remoteAddress, request.headers, behind: proxies)
                )
            } catch let error as HTTPParserError {
                throw error
            } catch {
                logger.error("A request failed", metadata: ["error": "\(type(of: error))"])
                response = Answer.text(.internalServerError, "This request failed; the log says more.")
            }
            // Headers as for GET, without the body.
            if request.method == .head { response.body = ResponseBody() }
            response.headers[.date] = date.text()
            response.headers[.server] = "sluice"
            SecurityHeaders.add(to: &response.headers)
            try await writer.write(response: response.head, body: response.body)
        }
    }
}
