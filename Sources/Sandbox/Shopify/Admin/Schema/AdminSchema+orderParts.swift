extension AdminSchema {
    /// Line items, shipping lines, refunds and fulfillments.
    static let orderParts = """
        type LineItem implements Node {
          currentQuantity: Int!
          customAttributes: [Attribute!]!
          discountAllocations: [DiscountAllocation!]!
          discountedTotalSet(withCodeDiscounts: Boolean = false): MoneyBag!
          discountedUnitPriceAfterAllDiscountsSet: MoneyBag!
          discountedUnitPriceSet: MoneyBag!
          id: ID!
          isGiftCard: Boolean!
          name: String!
          originalTotalSet: MoneyBag!
          originalUnitPriceSet: MoneyBag!
          product: Product
          quantity: Int!
          refundableQuantity: Int!
          requiresShipping: Boolean!
          sku: String
          taxLines(first: Int): [TaxLine!]!
          taxable: Boolean!
          title: String!
          totalDiscountSet: MoneyBag!
          unfulfilledQuantity: Int!
          variant: ProductVariant
          variantTitle: String
          vendor: String
        }
        type DiscountAllocation {
          allocatedAmountSet: MoneyBag!
        }
        type LineItemConnection {
          edges: [LineItemEdge!]!
          nodes: [LineItem!]!
          pageInfo: PageInfo!
        }
        type LineItemEdge {
          cursor: String!
          node: LineItem!
        }
        type Product implements LegacyInteroperability & Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          title: String!
          vendor: String!
        }
        type ProductVariant implements LegacyInteroperability & Node {
          id: ID!
          legacyResourceId: UnsignedInt64!
          sku: String
          title: String!
        }
        type Attribute {
          key: String!
          value: String
        }
        type TaxLine {
          price: Money! @deprecated
          priceSet: MoneyBag!
          rate: Float
          ratePercentage: Float
          title: String!
        }
        type ShippingLine {
          code: String
          discountedPriceSet: MoneyBag!
          id: ID
          originalPriceSet: MoneyBag!
          source: String
          title: String!
        }
        type ShippingLineConnection {
          edges: [ShippingLineEdge!]!
          nodes: [ShippingLine!]!
          pageInfo: PageInfo!
        }
        type ShippingLineEdge {
          cursor: String!
          node: ShippingLine!
        }
        type Refund implements LegacyInteroperability & Node {
          createdAt: DateTime
          id: ID!
          legacyResourceId: UnsignedInt64!
          note: String
          order: Order!
          processedAt: DateTime!
          refundLineItems(first: Int, after: String, last: Int, before: String,
            reverse: Boolean = false): RefundLineItemConnection!
          totalRefundedSet: MoneyBag!
          updatedAt: DateTime!
        }
        type RefundLineItem {
          id: ID
          lineItem: LineItem!
          priceSet: MoneyBag!
          quantity: Int!
          restockType: RefundLineItemRestockType!
          subtotalSet: MoneyBag!
          totalTaxSet: MoneyBag!
        }
        type RefundLineItemConnection {
          edges: [RefundLineItemEdge!]!
          nodes: [RefundLineItem!]!
          pageInfo: PageInfo!
        }
        type RefundLineItemEdge {
          cursor: String!
          node: RefundLineItem!
        }
        enum RefundLineItemRestockType {
          RETURN CANCEL LEGACY_RESTOCK NO_RESTOCK
        }
        type Fulfillment implements LegacyInteroperability & Node {
          createdAt: DateTime!
          deliveredAt: DateTime
          displayStatus: FulfillmentDisplayStatus
          estimatedDeliveryAt: DateTime
          fulfillmentLineItems(first: Int, after: String, last: Int, before: String,
            reverse: Boolean = false): FulfillmentLineItemConnection!
          id: ID!
          inTransitAt: DateTime
          legacyResourceId: UnsignedInt64!
          name: String!
          order: Order!
          requiresShipping: Boolean!
          status: FulfillmentStatus!
          totalQuantity: Int!
          trackingInfo(first: Int): [FulfillmentTrackingInfo!]!
          updatedAt: DateTime!
        }
        enum FulfillmentDisplayStatus {
          ATTEMPTED_DELIVERY CANCELED CONFIRMED DELAYED DELIVERED FAILURE FULFILLED CARRIER_PICKED_UP
          IN_TRANSIT LABEL_PRINTED LABEL_PURCHASED LABEL_VOIDED MARKED_AS_FULFILLED NOT_DELIVERED
          OUT_FOR_DELIVERY READY_FOR_PICKUP PICKED_UP SUBMITTED
        }
        enum FulfillmentStatus {
          PENDING OPEN SUCCESS CANCELLED ERROR FAILURE
        }
        type FulfillmentTrackingInfo {
          company: String
          number: String
          url: URL
        }
        type FulfillmentLineItem implements Node {
          id: ID!
          lineItem: LineItem!
          quantity: Int
        }
        type FulfillmentLineItemConnection {
          edges: [FulfillmentLineItemEdge!]!
          nodes: [FulfillmentLineItem!]!
          pageInfo: PageInfo!
        }
        type FulfillmentLineItemEdge {
          cursor: String!
          node: FulfillmentLineItem!
        }
        """
}
