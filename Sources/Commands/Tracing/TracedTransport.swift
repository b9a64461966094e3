import Outbound

/// Traces requests to a CRM or to Shopify where the work that makes them is traced.
struct TracedTransport: OutboundTransport {
    var peer: CallTrace.Peer
    var base: any OutboundTransport

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let trace = CallTrace(request, to: peer)
        do throws(OutboundFailure) {
            let response = try await base.send(request)
            trace.end(response)
            return response
        } catch {
            trace.end(nil)
            throw error
        }
    }

    func readLines(
        of request: OutboundRequest,
        maximumLineBytes: Int,
        _ line: (ArraySlice<UInt8>) async throws -> Void
    ) async throws -> OutboundResponse {
        let trace = CallTrace(request, to: peer)
        do {
            let response = try await base.readLines(of: request, maximumLineBytes: maximumLineBytes, line)
            trace.end(response)
            return response
        } catch {
            trace.end(nil)
            throw error
        }
    }
}
