print("to be a testee")
