# Runs Autobahn's fuzzing client with the specification in the file named on the command line.
import json
import sys

from autobahntestsuite import wstest

wstest.start({'mode': 'fuzzingclient'}, json.load(open(sys.argv[1])))
