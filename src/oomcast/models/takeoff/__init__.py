"""The takeoff model in three tiers: one equation of progress, and everything that its terms may be made of."""
