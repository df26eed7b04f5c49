"""The stand-in service: contract.md §1 to §3 over real HTTP on this machine, a process of its own.
May use the standard library, starlette, uvicorn, Pillow and PyAV, and nothing of ours."""
