/* SPDX-License-Identifier: BSD-3-Clause
   Written by csrc/tools/fit.py: change that.  Tables start with the constant term.  Bounds are
   those of the doubles printed here, in exact arithmetic.  */
/* clang-format off */

/* 2^r on [-0.5001, 0.5001], degree 8: relative error 2^-40.15; fitted by csrc/tools/fit.py.  */
enum { EXP2_TERMS = 9 };
static const double EXP2[EXP2_TERMS] = {
    0x1.0000000000000p+0,
    0x1.62e42fef89c7cp-1,
    0x1.ebfbdff8ee3bdp-3,
    0x1.c6b08dceefc2fp-5,
    0x1.3b2ab5ed18333p-7,
    0x1.5d874ce3279dep-10,
    0x1.430aa8dc44729p-13,
    0x1.00d86bd4b0b91p-16,
    0x1.61c4d133f45d3p-20,
};

/* (2^r - 1) / r on [-0.5001, 0.5001], degree 8: relative error 2^-43.54; fitted by csrc/tools/fit.py.  */
enum { EXP2M1_TERMS = 9 };
static const double EXP2M1[EXP2M1_TERMS] = {
    0x1.62e42fefa39abp-1,
    0x1.ebfbdff823e41p-3,
    0x1.c6b08d706a3a2p-5,
    0x1.3b2ab717f2a50p-7,
    0x1.5d87fe310be12p-10,
    0x1.4308acd3ce083p-13,
    0x1.ffcca852644f4p-17,
    0x1.63d0e0e9a61b6p-20,
    0x1.b52528b653919p-24,
};

/* (e^r - 1 - r - r^2/2 - r^3/6) / r^4 on [-0.34661, 0.34661], degree 10: relative error of e^r - 1 2^-62.82
   (2^-73.94 before rounding); fitted by csrc/tools/fit.py.  */
enum { EXPM1_TAIL_TERMS = 11 };
static const double EXPM1_TAIL[EXPM1_TAIL_TERMS] = {
    0x1.5555555555555p-5,
    0x1.1111111111112p-7,
    0x1.6c16c16c16c0ep-10,
    0x1.a01a01a019159p-13,
    0x1.a01a01a01e7c4p-16,
    0x1.71de3a5c7cedfp-19,
    0x1.27e4fb678b67dp-22,
    0x1.ae64244af9d41p-26,
    0x1.1eedbcda42daap-29,
    0x1.61ccaac0cc7fcp-33,
    0x1.937e0de2b6c67p-37,
};

/* tanh(z) / z as P / Q in u = z^2 on [0, 81.5634765625], degree 5 / 6: relative error 2^-39.57; fitted by
   csrc/tools/fit.py.  */
enum { TANH_P_TERMS = 6 };
static const double TANH_P[TANH_P_TERMS] = {
    0x1.fffffffffd514p-1,
    0x1.25dfef2d34783p-3,
    0x1.38952a8d3e93ep-8,
    0x1.b58662274225dp-15,
    0x1.920e35b1a95f3p-23,
    0x1.52f16480078b0p-33,
};
enum { TANH_Q_TERMS = 7 };
static const double TANH_Q[TANH_Q_TERMS] = {
    0x1.0000000000000p+0,
    0x1.e8454cebae1dep-2,
    0x1.f1b9070bff51cp-6,
    0x1.2aaebdf1ad698p-11,
    0x1.e7530c772dbf9p-19,
    0x1.d19c71a5d8671p-28,
    0x1.d3afdfe15c755p-40,
};

/* From here on tanh rounds to 1 in binary32, and the interval of TANH ends: exact.  */
static const double TANH_MAX = 0x1.2100000000000p+3;

/* log2(e): error 2^-55.44.  */
static const double LOG2E = 0x1.71547652b82fep+0;

/* ln(2), with 42 bits in the first part, so that n LN2_1 is exact for |n| <= 2048: error 2^-157.31.  */
static const double LN2_1 = 0x1.62e42fefa3800p-1;
static const double LN2_2 = 0x1.ef35793c76730p-45;
static const double LN2_3 = 0x1.f97b57a079a19p-103;

/* 1/6: error 2^-110.58.  */
static const double SIXTH_1 = 0x1.5555555555555p-3;
static const double SIXTH_2 = 0x1.5555555555555p-57;

/* t0 = 1 + W(1/e), the root of silu'(-t): error 2^-161.69.  */
static const double SILU_ROOT_1 = 0x1.474973c84120bp+0;
static const double SILU_ROOT_2 = 0x1.f8d74bc9ac154p-54;
static const double SILU_ROOT_3 = 0x1.44a50180ba780p-108;

/* e^-t0 = t0 - 1 for the same t0: error 2^-113.78.  */
static const double SILU_ROOT_EXP_1 = 0x1.1d25cf210482ep-2;
static const double SILU_ROOT_EXP_2 = -0x1.ca2d0d94faaecp-60;
