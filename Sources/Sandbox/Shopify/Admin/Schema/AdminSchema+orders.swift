extension AdminSchema {
    /// Orders.
    static let orders = """
        type Order implements LegacyInteroperability & Node {
          billingAddress: MailingAddress
          billingAddressMatchesShippingAddress: Boolean!
          cancelReason: OrderCancelReason
          cancellation: OrderCancellation
          cancelledAt: DateTime
          closed: Boolean!
          closedAt: DateTime
          confirmationNumber: String
          confirmed: Boolean!
          createdAt: DateTime!
          currencyCode: CurrencyCode!
          currentShippingPriceSet: MoneyBag!
          currentSubtotalLineItemsQuantity: Int!
          currentSubtotalPriceSet: MoneyBag!
          currentTotalDiscountsSet: MoneyBag!
          currentTotalDutiesSet: MoneyBag
          currentTotalPriceSet: MoneyBag!
          currentTotalTaxSet: MoneyBag!
          customAttributes: [Attribute!]!
          customer: Customer
          customerAcceptsMarketing: Boolean!
          customerLocale: String
          discountCode: String
          discountCodes: [String!]!
          displayFinancialStatus: OrderDisplayFinancialStatus
          displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
          dutiesIncluded: Boolean!
          edited: Boolean!
          email: String
          estimatedTaxes: Boolean!
          fulfillments(first: Int, query: String): [Fulfillment!]!
          fullyPaid: Boolean!
          id: ID!
          legacyResourceId: UnsignedInt64!
          lineItems(first: Int, after: String, last: Int, before: String,
            reverse: Boolean = false): LineItemConnection!
          metafield(namespace: String, key: String!): Metafield
          name: String!
          netPaymentSet: MoneyBag!
          note: String
          number: Int!
          originalTotalPriceSet: MoneyBag!
          paymentGatewayNames: [String!]!
          phone: String
          poNumber: String
          presentmentCurrencyCode: CurrencyCode!
          processedAt: DateTime!
          purchasingEntity: PurchasingEntity
          refundable: Boolean!
          refunds(first: Int): [Refund!]!
          requiresShipping: Boolean!
          returnStatus: OrderReturnStatus!
          shippingAddress: MailingAddress
          shippingLine: ShippingLine
          shippingLines(includeRemovals: Boolean = false, first: Int, after: String, last: Int, before: String,
            reverse: Boolean = false): ShippingLineConnection!
          sourceIdentifier: String
          sourceName: String
          statusPageUrl(audience: Audience, notificationUsage: NotificationUsage): URL!
          subtotalLineItemsQuantity: Int!
          subtotalPrice: Money @deprecated
          subtotalPriceSet: MoneyBag
          tags: [String!]!
          taxExempt: Boolean!
          taxLines: [TaxLine!]!
          taxesIncluded: Boolean!
          test: Boolean!
          totalDiscountsSet: MoneyBag
          totalOutstandingSet: MoneyBag!
          totalPrice: Money! @deprecated
          totalPriceSet: MoneyBag!
          totalReceivedSet: MoneyBag!
          totalRefundedSet: MoneyBag!
          totalRefundedShippingSet: MoneyBag!
          totalShippingPriceSet: MoneyBag!
          totalTaxSet: MoneyBag
          totalTipReceivedSet: MoneyBag!
          totalWeight: UnsignedInt64
          unpaid: Boolean!
          updatedAt: DateTime!
        }
        type OrderConnection {
          edges: [OrderEdge!]!
          nodes: [Order!]!
          pageInfo: PageInfo!
        }
        type OrderEdge {
          cursor: String!
          node: Order!
        }
        enum OrderSortKeys {
          CREATED_AT CURRENT_TOTAL_PRICE CUSTOMER_NAME DESTINATION FINANCIAL_STATUS FULFILLMENT_STATUS ID
          ORDER_NUMBER PO_NUMBER PROCESSED_AT RELEVANCE TOTAL_ITEMS_QUANTITY TOTAL_PRICE UPDATED_AT
        }
        enum OrderCancelReason {
          CUSTOMER DECLINED FRAUD INVENTORY STAFF OTHER
        }
        type OrderCancellation {
          staffNote: String
        }
        enum OrderDisplayFinancialStatus {
          PENDING AUTHORIZED PARTIALLY_PAID PARTIALLY_REFUNDED VOIDED PAID REFUNDED EXPIRED
        }
        enum OrderDisplayFulfillmentStatus {
          UNFULFILLED PARTIALLY_FULFILLED FULFILLED RESTOCKED PENDING_FULFILLMENT OPEN IN_PROGRESS ON_HOLD
          SCHEDULED REQUEST_DECLINED
        }
        enum OrderReturnStatus {
          IN_PROGRESS INSPECTION_COMPLETE NO_RETURN RETURNED RETURN_FAILED RETURN_REQUESTED
        }
        enum Audience {
          CUSTOMERVIEW MERCHANTVIEW
        }
        enum NotificationUsage {
          WEB SMS
        }
        """
}
