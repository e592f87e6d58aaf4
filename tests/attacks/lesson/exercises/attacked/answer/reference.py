ANSWER = "heron-" + "4417"
