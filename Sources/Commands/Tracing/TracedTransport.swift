import Outbound
import SyncModel

/// Traces a store's requests to Shopify where the work that makes them is traced.
struct TracedTransport: OutboundTransport {
    var store: StoreName
    var base: any OutboundTransport

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let trace = CallTrace(request, to: .store(store))
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
        let trace = CallTrace(request, to: .store(store))
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
